package dev.gleaner.service.access;

import dev.gleaner.contracts.Json;
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

/**
 * Bearer tokens and their callers, as the file had them when it was opened: it is not read again. Only hashes are kept in memory, so that the time of
 * a lookup reveals nothing of a token.
 */
final class TokenFile {

    private static final int TOKEN_BYTES = 32;
    private static final int HASH_SHOWN = "sha256:".length() + 8;

    private final Map<String, AuthenticatedCaller> callers;

    private TokenFile(Map<String, AuthenticatedCaller> callers) {
        this.callers = Map.copyOf(callers);
    }

    /** No tokens. */
    static TokenFile empty() {
        return new TokenFile(Map.of());
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
            return parse(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the tokens in " + path, e);
        }
    }

    /** The caller of a token. */
    Optional<AuthenticatedCaller> caller(String token) {
        return Optional.ofNullable(callers.get(hash(token)));
    }

    /** Why a token has no caller, with the first digits of its hash, by which a person tells which token it is. */
    String describeUnknown(String token) {
        return "the token with the hash " + hash(token).substring(0, HASH_SHOWN) + "... is none of the "
                + callers.size() + " that the token file had at the start";
    }

    /** Whether a token has a caller of this name, ignoring case. */
    boolean names(String identity) {
        return callers.values().stream().anyMatch(caller -> caller.identity().equalsIgnoreCase(identity));
    }

    private static TokenFile parse(Path path, List<String> lines) {
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
        return new TokenFile(callers);
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
