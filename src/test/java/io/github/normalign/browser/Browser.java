package io.github.normalign.browser;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Chromium without a window, with one page: opens files, evaluates script, moves the mouse, presses keys, takes screenshots, and
 * keeps everything that a page may complain about. A test of a page asserts that {@link #problems} is empty.
 */
public final class Browser implements AutoCloseable {

    /** The system property that names another program than those looked for. */
    public static final String PROGRAM = "normalign.browser";

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LOAD = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Path profile;
    private final Process process;
    private final DevTools tools;
    private final String session;
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    private Browser(Path program) throws IOException {
        profile = Files.createTempDirectory("normalign-browser");
        process = new ProcessBuilder(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-port=0",
            "--user-data-dir=" + profile, "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        tools = new DevTools(address(), this::seen);
        JsonObject blank = new JsonObject();
        blank.addProperty("url", "about:blank");
        JsonObject target = tools.send("", "Target.createTarget", blank);
        target.addProperty("flatten", true);
        session = tools.send("", "Target.attachToTarget", target).get("sessionId").getAsString();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", new JsonObject());
        }
        size(1280, 900);
    }

    /**
     * Starts a browser; where there is none, the calling test is reported as skipped.
     *
     * @return a browser with an empty page, 1280 x 900, light
     * @throws IOException if it does not start
     */
    public static Browser open() throws IOException {
        Optional<Path> program = program();
        Assumptions.assumeTrue(program.isPresent(), "no Chromium on this machine's PATH, and none named by -D" + PROGRAM);
        return new Browser(program.get());
    }

    /** The browser that {@link #open} would start, if there is one. */
    public static Optional<Path> program() {
        Stream<Path> named = Stream.ofNullable(System.getProperty(PROGRAM)).map(Path::of);
        Stream<Path> onPath = Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
            .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }

    /**
     * Opens a file from disk and waits until it is loaded.
     *
     * @param file any page
     * @return how long loading took, script that runs while loading included
     */
    public Duration go(Path file) throws IOException {
        loaded = new CompletableFuture<>();
        requests.clear();
        long start = System.nanoTime();
        JsonObject where = new JsonObject();
        where.addProperty("url", file.toAbsolutePath().toUri().toString());
        JsonObject answer = send("Page.navigate", where);
        if (answer.has("errorText")) {
            throw new IOException(file + " does not open: " + answer.get("errorText"));
        }
        try {
            loaded.get(LOAD.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + file + " loads", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(file + " does not finish loading", e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Evaluates an expression in the page; a promise is waited for.
     *
     * @param script an expression with a value that JSON can hold
     * @return its value, JSON null where it is undefined
     * @throws IOException if it throws
     */
    public JsonElement evaluate(String script) throws IOException {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("expression", script);
        parameters.addProperty("returnByValue", true);
        parameters.addProperty("awaitPromise", true);
        JsonObject answer = send("Runtime.evaluate", parameters);
        if (answer.has("exceptionDetails")) {
            throw new IOException(script + " threw " + answer.get("exceptionDetails"));
        }
        JsonElement value = answer.getAsJsonObject("result").get("value");
        return value == null ? JsonNull.INSTANCE : value;
    }

    /** The value of an expression as text; {@code "null"} for none. */
    public String text(String script) throws IOException {
        JsonElement value = evaluate(script);
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    /** The value of an expression as a whole number. */
    public int number(String script) throws IOException {
        return evaluate(script).getAsInt();
    }

    /**
     * Waits until an expression is true.
     *
     * @return how long that took
     * @throws IOException if it is not within 30 seconds
     */
    public Duration await(String script) throws IOException {
        long start = System.nanoTime();
        while (!evaluate("Boolean(" + script + ")").getAsBoolean()) {
            if (System.nanoTime() - start > START.toNanos()) {
                throw new IOException("never true: " + script);
            }
            pause();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Moves the mouse to the middle of the first element that fits a CSS selector, scrolled into view. */
    public void hover(String selector) throws IOException {
        mouse("mouseMoved", middle(selector), "none");
    }

    /** Clicks on the middle of the first element that fits a CSS selector, scrolled into view. */
    public void click(String selector) throws IOException {
        JsonArray at = middle(selector);
        mouse("mouseMoved", at, "none");
        mouse("mousePressed", at, "left");
        mouse("mouseReleased", at, "left");
    }

    /** Presses a key by its DOM name: {@code Tab}, {@code Enter}, {@code ArrowDown}, {@code Escape}. */
    public void press(String key) throws IOException {
        int code = switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case "Escape" -> 27;
            case " " -> 32;
            case "End" -> 35;
            case "Home" -> 36;
            case "ArrowLeft" -> 37;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "ArrowDown" -> 40;
            default -> key.length() == 1 ? Character.toUpperCase(key.charAt(0)) : 0;
        };
        for (String type : List.of("keyDown", "keyUp")) {
            JsonObject parameters = new JsonObject();
            parameters.addProperty("type", type);
            parameters.addProperty("key", key);
            parameters.addProperty("code", key);
            parameters.addProperty("windowsVirtualKeyCode", code);
            if (key.equals("Enter")) {
                parameters.addProperty("text", "\r");
            } else if (key.length() == 1) {
                parameters.addProperty("text", key);
            }
            send("Input.dispatchKeyEvent", parameters);
        }
    }

    /** Writes text where the focus is. */
    public void type(String text) throws IOException {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("text", text);
        send("Input.insertText", parameters);
    }

    /** The size of the page's window, in CSS pixels. */
    public void size(int width, int height) throws IOException {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("width", width);
        parameters.addProperty("height", height);
        parameters.addProperty("deviceScaleFactor", 1);
        parameters.addProperty("mobile", false);
        send("Emulation.setDeviceMetricsOverride", parameters);
    }

    /** What {@code prefers-color-scheme} says. */
    public void dark(boolean dark) throws IOException {
        JsonObject feature = new JsonObject();
        feature.addProperty("name", "prefers-color-scheme");
        feature.addProperty("value", dark ? "dark" : "light");
        JsonArray features = new JsonArray();
        features.add(feature);
        JsonObject parameters = new JsonObject();
        parameters.add("features", features);
        send("Emulation.setEmulatedMedia", parameters);
    }

    /** Whether the page is shown as printed. */
    public void print(boolean print) throws IOException {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("media", print ? "print" : "");
        send("Emulation.setEmulatedMedia", parameters);
    }

    /** Writes what the window shows as PNG. */
    public void screenshot(Path file) throws IOException {
        JsonObject parameters = new JsonObject();
        parameters.add("format", new JsonPrimitive("png"));
        String data = send("Page.captureScreenshot", parameters).get("data").getAsString();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** What pages complained about since the start: errors and warnings on the console, exceptions, violations of a policy. */
    public List<String> problems() throws IOException {
        // Events come on their own thread, in order: after the answer to this, all that was caused before has been seen.
        evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
        return List.copyOf(problems);
    }

    /** Every address asked for since {@link #go}, let through or not, the page's own first; no {@code data:} and {@code blob:}. */
    public List<String> requests() {
        return requests.stream().filter(url -> !url.startsWith("data:") && !url.startsWith("blob:")).toList();
    }

    /** Ends the browser and everything it started, and removes its profile. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        try {
            tools.send("", "Browser.close", new JsonObject());
        } catch (IOException e) {
            // It may be gone before it answers; that is what was asked for.
        }
        tools.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        remove(profile);
    }

    private JsonObject send(String method, JsonObject parameters) throws IOException {
        return tools.send(session, method, parameters);
    }

    private void mouse(String type, JsonArray at, String button) throws IOException {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("type", type);
        parameters.add("x", at.get(0));
        parameters.add("y", at.get(1));
        parameters.addProperty("button", button);
        parameters.addProperty("clickCount", button.equals("none") ? 0 : 1);
        send("Input.dispatchMouseEvent", parameters);
    }

    private JsonArray middle(String selector) throws IOException {
        return evaluate("(() => { const e = document.querySelector(" + new JsonPrimitive(selector) + ");"
            + " e.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'}); const r = e.getBoundingClientRect();"
            + " return [r.x + r.width / 2, r.y + r.height / 2]; })()").getAsJsonArray();
    }

    private void seen(JsonObject event) {
        JsonObject parameters = event.getAsJsonObject("params");
        switch (event.get("method").getAsString()) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Runtime.exceptionThrown" -> problems.add("exception: " + parameters.get("exceptionDetails"));
            case "Runtime.consoleAPICalled" -> {
                String type = parameters.get("type").getAsString();
                if (List.of("error", "warning", "assert").contains(type)) {
                    problems.add("console " + type + ": " + parameters.get("args"));
                }
            }
            case "Log.entryAdded" -> {
                JsonObject entry = parameters.getAsJsonObject("entry");
                if (List.of("error", "warning").contains(entry.get("level").getAsString())) {
                    problems.add("log: " + entry.get("text"));
                }
            }
            case "Page.javascriptDialogOpening" -> problems.add("dialog: " + parameters.get("message"));
            case "Network.requestWillBeSent" -> requests.add(parameters.getAsJsonObject("request").get("url").getAsString());
            default -> { }
        }
    }

    /** Chromium writes its port and path into the profile when it listens. */
    private URI address() throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        long start = System.nanoTime();
        while (System.nanoTime() - start < START.toNanos()) {
            if (Files.exists(file)) {
                List<String> lines = Files.readAllLines(file);
                if (lines.size() >= 2) {
                    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
                }
            }
            if (!process.isAlive()) {
                throw new IOException("the browser ended with status " + process.exitValue() + " before it listened");
            }
            pause();
        }
        process.destroyForcibly();
        throw new IOException("the browser does not listen after " + START.toSeconds() + " seconds");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Helper processes may still write while this runs: what is left then is the temporary folder's to lose. */
    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return;
        }
        for (Path file : all) {
            try {
                Files.deleteIfExists(file);
            } catch (java.nio.file.DirectoryNotEmptyException e) {
                continue;
            }
        }
    }
}
