package dev.gleaner.test.aws;

import dev.gleaner.local.runtime.aws.MotoInstaller;
import dev.gleaner.test.process.StartupMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The {@code moto_server} of the tests, found or installed as {@code deploy/local/up} does, once for all test processes of a
 * checkout: the first one searches or installs while the others wait, and leaves what it found in {@code target/moto}.
 *
 * @param program empty where none could be installed
 * @param failures the reasons, separated by semicolons
 */
record TestMoto(Optional<Path> program, String failures) {

    /** Time after which a failed installation is tried again. */
    private static final Duration RETRY = Duration.ofMinutes(30);

    /** Finds or installs the server. */
    static TestMoto findOrInstall() {
        return findOrInstall(checkout().resolve("target/moto"), folder -> {
            MotoInstaller installer =
                    new MotoInstaller(folder, line -> StartupMessage.print("%s", line), progress -> {});
            Optional<Path> program = installer.findOrInstall().map(MotoInstaller.Found::program);
            return new TestMoto(program, String.join("; ", installer.failures()));
        });
    }

    /** Finds the server. Called by one process at a time. */
    interface Search {
        /** Finds or installs the server, in this folder if it has to be installed. */
        TestMoto search(Path folder);
    }

    /** Searches, unless another process of these tests has searched already. */
    static TestMoto findOrInstall(Path folder, Search search) {
        try {
            Files.createDirectories(folder);
            try (FileChannel file = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                Path found = folder.resolve("found");
                Path missing = folder.resolve("missing");
                if (isCurrent(found)) {
                    return new TestMoto(
                            Optional.of(Path.of(Files.readString(found).strip())), "");
                }
                if (Files.exists(missing)
                        && Files.getLastModifiedTime(missing)
                                .toInstant()
                                .isAfter(Instant.now().minus(RETRY))) {
                    return new TestMoto(
                            Optional.empty(), Files.readString(missing).strip());
                }
                TestMoto result = search.search(folder.resolve("environment"));
                if (result.program.isPresent()) {
                    Files.writeString(found, result.program.get() + "\n");
                } else {
                    Files.writeString(missing, result.failures + "\n");
                }
                return result;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the program is still there, and has not been replaced since it was found to be suitable. */
    private static boolean isCurrent(Path found) throws IOException {
        if (!Files.exists(found)) {
            return false;
        }
        Path program = Path.of(Files.readString(found).strip());
        return Files.isExecutable(program)
                && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(found)) <= 0;
    }

    /** The folder with Maven's wrapper, above the folder of the module. */
    private static Path checkout() {
        Path module = Path.of("").toAbsolutePath();
        for (Path folder = module; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        return module;
    }
}
