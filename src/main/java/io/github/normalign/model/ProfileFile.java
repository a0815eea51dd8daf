package io.github.normalign.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.normalign.error.FailureReason;
import io.github.normalign.error.ModelException;
import io.github.normalign.error.OrdinaryFile;
import io.github.normalign.words.AlignmentSetting;
import io.github.normalign.words.SettingJson;
import io.github.normalign.words.TwoWaySetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that settings are kept in: the {@code normalign.json} of a model directory, or a file of the user's, for directories
 * that must not be changed. The latter holds, by the {@link ModelDirectory#fingerprint()} of the (forward) model, what
 * normalign.json would hold (see {@link ModelProfile}):
 *
 * <pre>
 * { "fingerprint of the model": { "model": "en-pt", "setting": {...}, "twoWay": { "fingerprint of the reverse model": {...} } } }
 * </pre>
 *
 * <p>Writing replaces one setting and keeps every other key, and the order of keys. The file is replaced as a whole: it is never
 * half written.
 */
public final class ProfileFile {

    /** The largest profile that is read: one of hundreds of models has less than a megabyte. */
    private static final long MOST_BYTES = 1L << 26;

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path file;
    private final boolean ofDirectory;

    private ProfileFile(Path file, boolean ofDirectory) {
        this.file = file;
        this.ofDirectory = ofDirectory;
    }

    /**
     * The file beside a model.
     *
     * @param model the model
     * @return its {@code normalign.json}, which need not exist
     */
    public static ProfileFile beside(ModelDirectory model) {
        return new ProfileFile(model.path().resolve(ModelDirectory.PROFILE), true);
    }

    /**
     * A file of the user's.
     *
     * @param file the file, which need not exist
     * @return settings by models' fingerprints
     */
    public static ProfileFile at(Path file) {
        return new ProfileFile(file, false);
    }

    /**
     * The file's path.
     *
     * @return where settings are read and written
     */
    public Path path() {
        return file;
    }

    /**
     * The setting for one model.
     *
     * @param model the model
     * @return the setting, if the file has one for it
     * @throws ModelException if the file does not exist, or is not of this form
     */
    public Optional<AlignmentSetting> setting(ModelDirectory model) {
        return profile(model).setting();
    }

    /**
     * The setting for two models.
     *
     * @param model the model from source to target
     * @param reverse the model from target to source
     * @return the setting, if the file has one for the two
     * @throws ModelException if the file does not exist, or is not of this form
     */
    public Optional<TwoWaySetting> setting(ModelDirectory model, ModelDirectory reverse) {
        return Optional.ofNullable(profile(model).twoWay().get(reverse.fingerprint()));
    }

    /**
     * Refuses a file that cannot be written, or whose content would not be kept, before work is done for it. An empty file is as
     * good as none.
     *
     * @throws ModelException naming the file and what to do instead
     */
    public void requireWritable() {
        Path folder = realFile().getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder) || Files.exists(file) && !Files.isRegularFile(file)) {
            throw cannotWrite(!Files.isDirectory(folder) ? "there is no folder " + folder
                : !Files.isWritable(folder) ? folder + " is read-only" : "it is no file", null);
        }
        JsonObject root = root();
        if (ofDirectory) {
            requireObject(root, "twoWay");
            return;
        }
        for (String model : root.keySet()) {
            requireObject(root, model);
            requireObject(root.getAsJsonObject(model), "twoWay");
        }
    }

    private void requireObject(JsonObject parent, String key) {
        if (parent.has(key) && !(parent.get(key) instanceof JsonObject)) {
            throw new ModelException(file + ": " + key + " is no object; nothing was written");
        }
    }

    /**
     * Writes the setting for one model.
     *
     * @param model the model
     * @param setting the setting
     * @param basis a sentence: what it was chosen by
     * @param evidence the figures it was chosen by
     * @return whether the file had one for this model, which is gone now
     * @throws ModelException if the file cannot be written, or is there and not of this form
     */
    public boolean write(ModelDirectory model, AlignmentSetting setting, String basis, JsonObject evidence) {
        JsonObject root = root();
        boolean replaced = put(profileIn(root, model), "setting", withReasons(SettingJson.write(setting), basis, evidence));
        write(root);
        return replaced;
    }

    /**
     * Writes the setting for two models.
     *
     * @param model the model from source to target
     * @param reverse the model from target to source
     * @param setting the setting
     * @param basis a sentence: what it was chosen by
     * @param evidence the figures it was chosen by
     * @return whether the file had one for the two, which is gone now
     * @throws ModelException if the file cannot be written, or is there and not of this form
     */
    public boolean write(ModelDirectory model, ModelDirectory reverse, TwoWaySetting setting, String basis,
            JsonObject evidence) {
        JsonObject root = root();
        boolean replaced = put(objectIn(profileIn(root, model), "twoWay"), reverse.fingerprint(),
            withReasons(SettingJson.write(setting), basis, evidence));
        write(root);
        return replaced;
    }

    private static boolean put(JsonObject parent, String key, JsonObject value) {
        boolean replaced = parent.has(key);
        parent.add(key, value);
        return replaced;
    }

    private static JsonObject withReasons(JsonObject setting, String basis, JsonObject evidence) {
        setting.addProperty("basis", basis);
        setting.add("evidence", evidence);
        return setting;
    }

    private ModelProfile profile(ModelDirectory model) {
        if (!Files.exists(file) && !ofDirectory) {
            throw new ModelException(file + ": no such profile; 'normalign select --profile " + file + "' writes one");
        }
        JsonObject root = root();
        JsonElement mine = ofDirectory ? root : root.get(model.fingerprint());
        if (mine == null) {
            return ModelProfile.EMPTY;
        }
        List<String> problems = new ArrayList<>();
        ModelProfile profile = ModelProfile.EMPTY;
        if (mine instanceof JsonObject object) {
            JsonObject known = object.deepCopy();
            known.remove("model");
            profile = ModelProfile.read(known, model.fingerprint(), problems);
            profile.requireWithin(model.config(), model.fingerprint(), problems);
        } else {
            problems.add(model.fingerprint() + " is no object");
        }
        if (!problems.isEmpty()) {
            throw new ModelException(file + " cannot be used:\n  " + String.join("\n  ", problems));
        }
        return profile;
    }

    private JsonObject profileIn(JsonObject root, ModelDirectory model) {
        if (ofDirectory) {
            return root;
        }
        JsonObject profile = objectIn(root, model.fingerprint());
        profile.addProperty("model", model.name());
        return profile;
    }

    private JsonObject objectIn(JsonObject parent, String key) {
        requireObject(parent, key);
        if (!parent.has(key)) {
            parent.add(key, new JsonObject());
        }
        return parent.getAsJsonObject(key);
    }

    private JsonObject root() {
        if (!Files.exists(file)) {
            return new JsonObject();
        }
        try {
            String text = OrdinaryFile.text(file, MOST_BYTES);
            if (text.isBlank()) {
                return new JsonObject();
            }
            if (JsonParser.parseString(text) instanceof JsonObject object) {
                return object;
            }
            throw new ModelException(file + ": " + expected() + "; it is JSON, but no object");
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + FailureReason.of(e), e);
        } catch (JsonParseException e) {
            throw new ModelException(file + ": " + expected() + "; " + FailureReason.of(e), e);
        }
    }

    private String expected() {
        return ofDirectory ? "expected a JSON object" : "expected a profile as 'select --profile' writes it";
    }

    private void write(JsonObject root) {
        requireWritable();
        Path real = realFile();
        try {
            Path temporary = temporary(real);
            try {
                Files.writeString(temporary, GSON.toJson(root) + "\n", StandardCharsets.UTF_8);
                replace(real, temporary);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw cannotWrite(FailureReason.of(e), e);
        }
    }

    /** A new file beside the one it will replace, with that one's permissions, or those any new file gets. */
    private static Path temporary(Path real) throws IOException {
        if (!real.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createTempFile(real.getParent(), real.getFileName().toString(), null);
        }
        // Without permissions a temporary file would be the user's alone; the process's mask takes away what it must.
        Path temporary = Files.createTempFile(real.getParent(), real.getFileName().toString(), null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-")));
        if (Files.exists(real)) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(real));
        }
        return temporary;
    }

    private static void replace(Path real, Path temporary) throws IOException {
        try {
            Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, real, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The file behind a link, so that the link stays one. */
    private Path realFile() {
        try {
            if (Files.exists(file)) {
                return file.toRealPath();
            }
            Path absolute = file.toAbsolutePath();
            return Files.isSymbolicLink(file) ? absolute.resolveSibling(Files.readSymbolicLink(file)) : absolute;
        } catch (IOException e) {
            throw cannotWrite(FailureReason.of(e), e);
        }
    }

    private ModelException cannotWrite(String why, IOException cause) {
        return new ModelException(file + " cannot be written: " + why + (ofDirectory
            ? "; keep the setting in a file of your own with --profile FILE, and give the same to 'normalign align'" : ""), cause);
    }
}
