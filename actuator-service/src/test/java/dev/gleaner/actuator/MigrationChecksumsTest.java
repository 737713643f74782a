package dev.gleaner.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.resource.StringResource;
import org.junit.jupiter.api.Test;

/**
 * Flyway refuses to start on a database whose history has another checksum of a migration than the file, so that a
 * released migration never changes, not even in a comment. A new migration is added to {@code migration-checksums.txt}.
 */
class MigrationChecksumsTest {

    @Test
    void shouldLeaveReleasedMigrationsAsTheyAre() throws IOException {
        assertThat(checksums()).isEqualTo(Files.readAllLines(Path.of("src/test/resources/migration-checksums.txt")));
    }

    private static List<String> checksums() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.sorted().map(MigrationChecksumsTest::line).toList();
        }
    }

    private static String line(Path file) {
        try {
            return ChecksumCalculator.calculate(new StringResource(Files.readString(file))) + " " + file.getFileName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
