package praisonai.platform.server.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The secret that signs tokens: where it comes from, and whether it is worth anything. */
public final class Secrets {
    /** Bytes of a strong secret: as many as the HMAC's own output (RFC 7518, 3.2). */
    public static final int BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    /** Words that stand in the samples people copy, the original's default among them. */
    private static final List<String> SAMPLES =
            List.of(
                    "changeme",
                    "changethis",
                    "changeit",
                    "replaceme",
                    "devsecret",
                    "yoursecret",
                    "your256bit",
                    "supersecret",
                    "mysecret",
                    "jwtsecret",
                    "secretkey",
                    "topsecret",
                    "insecure",
                    "password",
                    "default",
                    "example",
                    "praisonai");

    private Secrets() {}

    /** A new secret, of {@value #BYTES} random bytes. */
    public static String generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * What is wrong with a secret for production; null where nothing is. Says nothing of its value.
     */
    public static @Nullable String weakness(String secret) {
        if (secret.getBytes(StandardCharsets.UTF_8).length < BYTES) {
            return "is shorter than " + BYTES + " bytes";
        }
        String letters = secret.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (SAMPLES.stream().anyMatch(letters::contains)) {
            return "is, or holds, a secret from a sample that everybody knows";
        }
        // A text that repeats a shorter one is found again inside its own double.
        if ((secret + secret).indexOf(secret, 1) < secret.length()
                || secret.chars().distinct().count() < 10) {
            return "repeats itself";
        }
        long steps = 0;
        for (int i = 1; i < secret.length(); i++) {
            steps += Math.abs(secret.charAt(i) - secret.charAt(i - 1)) <= 1 ? 1 : 0;
        }
        return steps > secret.length() / 2 ? "is a sequence that can be guessed" : null;
    }

    /**
     * The secret kept in {@code file}, made at the first call. The file appears whole and readable
     * by its owner only, or not at all; of two processes that start at once, both get the same.
     *
     * @throws IOException when it can't be read or written, or does not hold a secret
     */
    public static String keptIn(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(file);
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
            view.setPermissions(OWNER_ONLY);
        }
        String secret = Files.readString(file).strip();
        if (secret.getBytes(StandardCharsets.UTF_8).length < BYTES) {
            throw new IOException(
                    file
                            + " does not hold a secret of at least "
                            + BYTES
                            + " bytes. Remove it, and one is made.");
        }
        return secret;
    }

    private static void create(Path file) throws IOException {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        Path draft =
                file.resolveSibling(file.getFileName() + "." + HexFormat.of().formatHex(random));
        try (FileChannel channel =
                FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly(file))) {
            channel.write(ByteBuffer.wrap((generate() + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        try {
            // Unlike a move, a link never replaces what another process has put there.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; its secret is the one.
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without links.
            Files.move(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }
}
