package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SignedHeadFolder;
import dev.gleaner.actuator.audit.keys.VerifyingKey;
import dev.gleaner.contracts.Json;
import dev.gleaner.service.kafka.KafkaClientFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies an exported audit without a database, and without Kafka unless its address is given. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Verifies an export of the audit (JSON Lines) with the public keys that signed it.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:intact",
            "1:broken; reports the first broken sequence, and why",
            "2:can't verify: no signed head covers it, or something could not be read"
        })
public final class VerifyExportCommand implements Callable<Integer> {

    private static final int CANNOT_TELL = 2;

    @Parameters(paramLabel = "EXPORT", description = "what GET /api/audit/export?format=jsonl gave")
    private Path export = Path.of("audit.jsonl");

    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "folder of public keys that you trust, each X.509 in Base64 in a file *.pub")
    private Path keys = Path.of("keys");

    @Option(
            names = "--heads",
            paramLabel = "DIR|FILE",
            description =
                    "the folder of signed heads, or what GET /api/audit/heads gave: each has to agree; shows a tail that was cut off, and a chain that was rewritten")
    private @Nullable Path heads;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "compares with the topics gleaner.audit and gleaner.findings too")
    private @Nullable String kafka;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Kafka client properties for --kafka: TLS and credentials")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--part",
            description =
                    "the export is a part (from=, to=): it need not begin with the first entry nor reach the last")
    private boolean part;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the command and returns the exit code. */
    public static int run(String... arguments) {
        return new CommandLine(new VerifyExportCommand())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println("can't verify: " + (e.getMessage() == null ? e : e.getMessage()));
                    return CANNOT_TELL;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        List<VerifyingKey> trusted = trusted();
        List<SignedHead> outside = outside();
        if (kafka == null) {
            return report(
                    checked(new ExportCheck(part, trusted, outside.iterator(), Optional::empty, Optional.empty())));
        }
        try (AuditTopicReader published = new AuditTopicReader(client(kafka));
                FindingsTopicCheck.TopicReader findings = new FindingsTopicCheck.TopicReader(client(kafka))) {
            return report(checked(
                    new ExportCheck(part, trusted, outside.iterator(), published::next, Optional.of(findings))));
        }
    }

    private KafkaClientFactory client(String bootstrapServers) throws IOException {
        Properties file = new Properties();
        if (kafkaConfig != null) {
            try (Reader reader = Files.newBufferedReader(kafkaConfig)) {
                file.load(reader);
            }
        }
        Map<String, Object> settings = new HashMap<>();
        file.stringPropertyNames().forEach(name -> settings.put(name, file.getProperty(name)));
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return new KafkaClientFactory(settings);
    }

    private ExportCheck.Result checked(ExportCheck check) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(export)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                check.next(line);
            }
        }
        return check.end();
    }

    private int report(ExportCheck.Result result) {
        String text = switch (result.verdict()) {
            case INTACT ->
                "intact: entries %d to %d, signed through %d%s"
                        .formatted(
                                result.from(),
                                result.through(),
                                result.signedThrough(),
                                result.why().isEmpty() ? "" : "; " + result.why());
            case BROKEN -> "broken at sequence " + result.firstBroken() + ": " + result.why();
            case CANNOT_TELL -> "can't verify: " + result.why();
        };
        Objects.requireNonNull(spec).commandLine().getOut().println(text);
        return result.verdict().exitCode();
    }

    private List<VerifyingKey> trusted() throws IOException {
        List<VerifyingKey> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(keys)) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith(".pub")).toList()) {
                found.add(key(file));
            }
        }
        if (found.isEmpty()) {
            throw new IOException(keys + " holds no *.pub");
        }
        return found;
    }

    private static VerifyingKey key(Path file) throws IOException {
        try {
            return VerifyingKey.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no public Ed25519 key", e);
        }
    }

    /** Reads all given heads, in order of sequence. */
    private List<SignedHead> outside() throws IOException {
        if (heads == null) {
            return List.of();
        }
        if (Files.notExists(heads)) {
            throw new IOException(heads + " is not there");
        }
        List<SignedHead> found = Files.isDirectory(heads) ? inFolder(heads) : inFile(heads);
        if (found.isEmpty()) {
            throw new IOException(heads + " holds no signed head");
        }
        return found.stream()
                .sorted(Comparator.comparingLong(SignedHead::sequence))
                .toList();
    }

    private static List<SignedHead> inFolder(Path folder) throws IOException {
        try {
            return new SignedHeadFolder(folder)
                    .files().stream().map(SignedHeadFolder::read).toList();
        } catch (UncheckedIOException e) {
            throw new IOException(folder + " holds something that is no head", e);
        }
    }

    private static List<SignedHead> inFile(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> Json.readStrictly(line, SignedHead.class)).toList();
        } catch (UncheckedIOException e) {
            throw new IOException(file + " holds something that is no head", e);
        }
    }
}
