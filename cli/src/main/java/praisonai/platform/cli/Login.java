package praisonai.platform.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code login} remembers: which server, the token or API key, and the workspace in use. In a
 * file that only its owner can read.
 *
 * @param workspace the id of the workspace in use, if any
 */
record Login(String url, String token, @Nullable String workspace) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Login withWorkspace(@Nullable String other) {
        return new Login(url, token, other);
    }

    /** Whether it is a person's sign-in, which can be ended, and not an API key. */
    boolean isSession() {
        return token.startsWith("eyJ");
    }

    /** Where it is kept: in XDG_CONFIG_HOME, else in ~/.config. */
    static Path file(Map<String, String> environment) {
        String home = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path config =
                // A relative one is to be ignored, says the XDG specification.
                home.startsWith("/")
                        ? Path.of(home)
                        : Path.of(
                                environment.getOrDefault("HOME", System.getProperty("user.home")),
                                ".config");
        return config.resolve("praisonai-platform").resolve("login.json");
    }

    /** What was remembered; null where nothing was. */
    static @Nullable Login load(Path file) {
        try {
            if (!Files.exists(file)) {
                return null;
            }
            JsonNode json = JSON.readTree(Files.readString(file));
            String url = json.path("url").textValue();
            String token = json.path("token").textValue();
            if (url == null || token == null) {
                throw broken(file);
            }
            return new Login(url, token, json.path("workspace").textValue());
        } catch (JsonProcessingException e) {
            throw broken(file);
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, file + " can't be read: " + e.getMessage());
        }
    }

    private static Failure broken(Path file) {
        return new Failure(
                Exit.FAILED, file + " is broken; delete it and sign in again: platform login");
    }

    /** Moved into place whole, and never readable by others. */
    void save(Path file) {
        ObjectNode json = JSON.createObjectNode().put("url", url).put("token", token);
        if (workspace != null) {
            json.put("workspace", workspace);
        }
        try {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] forFolder = posix ? permissions("rwx------") : permissions(null);
            FileAttribute<?>[] forFile = posix ? permissions("rw-------") : permissions(null);
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IOException("it has no folder");
            }
            Files.createDirectories(folder, forFolder);
            Path fresh = Files.createTempFile(folder, "login", ".new", forFile);
            try {
                Files.writeString(fresh, json.toPrettyString() + "\n");
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, file + " can't be written: " + e.getMessage());
        }
    }

    private static FileAttribute<?>[] permissions(@Nullable String permissions) {
        return permissions == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                };
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, file + " can't be deleted: " + e.getMessage());
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Login[" + url + "]";
    }
}
