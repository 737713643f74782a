package dev.gleaner.local.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * What the parts of a run prove themselves with, made at the first start, in files that only their owner reads.
 *
 * @param token of a person with all roles
 * @param firehoseKey of who delivers a metric stream
 * @param slackSigningSecret of who clicks: scripts sign with it as Slack does
 */
public record RunSecrets(
        String token,
        Path tokenFile,
        String firehoseKey,
        Path firehoseKeyFile,
        String databasePassword,
        Path databasePasswordFile,
        String slackSigningSecret) {

    private static final String LINE = "%s local-admin viewer,approver,operator,ingest";

    public static RunSecrets of(RunFolder run) throws IOException {
        Path tokens = run.secret("token");
        Path key = run.secret("firehose-key");
        Path password = run.secret("database-password");
        Path slack = run.secret("slack-signing-secret");
        String token = readOrMake(tokens, LINE).split(" ", 2)[0];
        addNewRoles(tokens, token);
        return new RunSecrets(
                token,
                tokens,
                readOrMake(key, "%s"),
                key,
                readOrMake(password, "%s"),
                password,
                readOrMake(slack, "%s"));
    }

    /** A run folder of an older version keeps its token. */
    private static void addNewRoles(Path tokens, String token) throws IOException {
        String line = String.format(LINE, token);
        String found = Files.readString(tokens).strip();
        if (line.startsWith(found) && !line.equals(found)) {
            Files.writeString(tokens, line + "\n");
        }
    }

    /** What the file holds, made by chance at the first call. */
    public static String readOrMake(Path file, String form) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            writeForOwner(file, String.format(form, random()), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            // made at an earlier start
        }
        return Files.readString(file).strip();
    }

    /** Writes a file that was never readable by others. */
    public static void writeForOwner(Path file, String content, StandardOpenOption creation) throws IOException {
        var attributes = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(file, Set.of(StandardOpenOption.WRITE, creation), attributes)) {
            channel.write(ByteBuffer.wrap((content + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
