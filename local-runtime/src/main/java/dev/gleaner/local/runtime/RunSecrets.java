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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Secrets of a run, generated at the first start, in files that only their owner can read.
 *
 * @param token of a user with all roles
 * @param tokenFile of that user in its first line, and in its second one of another user, who may approve
 * @param firehoseKey access key for the delivery of a metric stream
 * @param slackSigningSecret key with which scripts sign clicks as Slack does
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
    private static final String SECOND = " local-second viewer,approver";

    public static RunSecrets of(RunFolder run) throws IOException {
        Path tokens = run.secret("token");
        Path key = run.secret("firehose-key");
        Path password = run.secret("database-password");
        Path slack = run.secret("slack-signing-secret");
        String token = readOrMake(tokens, LINE).split(" ", 2)[0];
        completeTokens(tokens, token);
        return new RunSecrets(
                token,
                tokens,
                readOrMake(key, "%s"),
                key,
                readOrMake(password, "%s"),
                password,
                readOrMake(slack, "%s"));
    }

    /**
     * Adds what the file lacks in a run folder of an earlier version: roles of the first token, and the token of a second
     * person, without whom nothing could be approved that two people have to approve. Other lines stay as they are.
     */
    private static void completeTokens(Path tokens, String token) throws IOException {
        List<String> found = Files.readAllLines(tokens);
        List<String> lines = new ArrayList<>(found);
        String first = String.format(LINE, token);
        if (first.startsWith(lines.get(0).strip())) {
            lines.set(0, first);
        }
        if (lines.size() == 1) {
            lines.add(random() + SECOND);
        }
        if (!lines.equals(found)) {
            Files.write(tokens, lines);
        }
    }

    /** The content of the file, which is generated at random if the file does not exist. */
    public static String readOrMake(Path file, String form) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            writeForOwner(file, String.format(form, random()), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            // generated at an earlier start
        }
        return Files.readString(file).strip();
    }

    /** Writes a file that is readable by its owner only, from its creation on. */
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
