package io.github.normalign.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One connection of the Chrome DevTools Protocol: commands with their answers, and events as they come. */
final class DevTools implements WebSocket.Listener {

    private static final int ANSWER_SECONDS = 30;

    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final StringBuilder part = new StringBuilder();
    private final Consumer<JsonObject> events;
    private final WebSocket socket;

    /**
     * Connects.
     *
     * @param address of the browser
     * @param events is given every event, on the connection's own thread: it must not send and wait
     */
    DevTools(URI address, Consumer<JsonObject> events) {
        this.events = events;
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, this).join();
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param session the page's session; empty for the browser itself
     * @throws IOException if the browser refuses the command or does not answer
     */
    JsonObject send(String session, String method, JsonObject parameters) throws IOException {
        int id = last.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", parameters);
        if (!session.isEmpty()) {
            message.addProperty("sessionId", session);
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            socket.sendText(message.toString(), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
            JsonObject found = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (found.has("error")) {
                throw new IOException(method + " was refused: " + found.get("error"));
            }
            return found.getAsJsonObject("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(method + " was interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(method + " got no answer", e);
        } finally {
            waiting.remove(id);
        }
    }

    void close() {
        socket.abort();
    }

    /** Messages come in parts, and in order: the next is asked for only after this returns. */
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
        part.append(data);
        if (isLast) {
            JsonObject message = JsonParser.parseString(part.toString()).getAsJsonObject();
            part.setLength(0);
            if (message.has("id")) {
                CompletableFuture<JsonObject> answer = waiting.get(message.get("id").getAsInt());
                if (answer != null) {
                    answer.complete(message);
                }
            } else {
                events.accept(message);
            }
        }
        from.request(1);
        return null;
    }
}
