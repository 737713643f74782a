package dev.gleaner.service.access;

import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens and their callers, as the file has them. A changed file replaces them all at once, when it has been found unchanged a second time and
 * can be used; until then, and while there is none, the tokens of before count. Only hashes are kept in memory, so that the time of a lookup reveals
 * nothing of a token.
 */
final class TokenFile {

    /** Largest file that is read while the service runs, in bytes. */
    private static final long LARGEST = 10_000_000;

    private static final int TOKEN_BYTES = 32;
    private static final int HASH_SHOWN = "sha256:".length() + 8;

    private final Optional<Path> path;
    private volatile Map<String, AuthenticatedCaller> callers;

    /** The text from which the callers were taken. */
    private String inForce;

    /** The text that was found by the last check, if it is not in force; it may be incomplete. */
    private @Nullable String found;

    /** Why the file that was found can't be used; empty if it can, or was not tried. */
    private String rejected = "";

    private TokenFile(Optional<Path> path, String text) {
        this.path = path;
        this.inForce = text;
        this.callers = path.map(file -> parse(file, text)).orElse(Map.of());
    }

    /** No tokens. */
    static TokenFile empty() {
        return new TokenFile(Optional.empty(), "");
    }

    /**
     * Reads the file. If it does not exist, it is created with one token that has all roles.
     *
     * @throws IllegalArgumentException with file and line when a line is not {@code TOKEN IDENTITY role,role}
     */
    static TokenFile open(Path path) {
        try {
            if (Files.notExists(path)) {
                generate(path);
            }
            return new TokenFile(Optional.of(path), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the tokens in " + path, e);
        }
    }

    /**
     * Looks whether the file has changed; to be called from time to time. What is wrong with it is logged once, by the number of the line alone, and
     * changes nothing.
     */
    synchronized void refresh() {
        path.ifPresent(file -> {
            String text;
            try {
                if (Files.size(file) > LARGEST) {
                    throw new IOException("it is larger than " + LARGEST + " bytes");
                }
                text = Files.readString(file);
            } catch (IOException e) {
                found = null;
                reject(file, e.toString());
                return;
            }
            take(file, text);
        });
    }

    private void take(Path file, String text) {
        if (text.equals(inForce)) {
            found = null;
        } else if (!text.equals(found)) {
            // Somebody may be writing it.
            found = text;
            rejected = "";
        } else if (rejected.isEmpty()) {
            try {
                Map<String, AuthenticatedCaller> next = parse(file, text);
                if (next.isEmpty()) {
                    reject(file, "has no token");
                    return;
                }
                callers = next;
                inForce = text;
                found = null;
                Log.infof("The token file %s has changed; its %d tokens are in force", file, next.size());
            } catch (IllegalArgumentException e) {
                reject(file, String.valueOf(e.getMessage()));
            }
        }
    }

    private void reject(Path file, String why) {
        if (!why.equals(rejected)) {
            rejected = why;
            Log.errorf("The tokens of before stay in force, since the token file %s can't be used now: %s", file, why);
        }
    }

    /** The caller of a token. */
    Optional<AuthenticatedCaller> caller(String token) {
        return Optional.ofNullable(callers.get(hash(token)));
    }

    /** Why a token has no caller, with the first digits of its hash, by which a person tells which token it is. */
    String describeUnknown(String token) {
        return "the token with the hash " + hash(token).substring(0, HASH_SHOWN) + "... is none of the "
                + callers.size() + " of the token file";
    }

    /** Whether a token has a caller of this name, ignoring case. */
    boolean names(String identity) {
        return callers.values().stream().anyMatch(caller -> caller.identity().equalsIgnoreCase(identity));
    }

    private static Map<String, AuthenticatedCaller> parse(Path path, String text) {
        List<String> lines = text.lines().toList();
        Map<String, AuthenticatedCaller> callers = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\s+");
            if (parts.length != 3) {
                throw new IllegalArgumentException(path + " line " + (i + 1) + ": expected TOKEN IDENTITY role,role");
            }
            callers.put(hash(parts[0]), new AuthenticatedCaller(parts[1], Set.of(parts[2].split(","))));
        }
        return Map.copyOf(callers);
    }

    private static void generate(Path path) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String roles =
                String.join(",", AccessRoles.VIEWER, AccessRoles.APPROVER, AccessRoles.OPERATOR, AccessRoles.INGEST);
        String line = token + " admin " + roles + "\n";
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Only the owner may read a temporary file; a link makes it appear complete, and only once.
        Path temporary = Files.createTempFile(folder, "tokens", null);
        try {
            Files.writeString(temporary, line);
            Files.createLink(path, temporary);
        } catch (FileAlreadyExistsException e) {
            // Another service that shares the file created it meanwhile.
        } finally {
            Files.delete(temporary);
        }
    }

    private static String hash(String token) {
        return Json.sha256(token.getBytes(StandardCharsets.UTF_8));
    }
}
