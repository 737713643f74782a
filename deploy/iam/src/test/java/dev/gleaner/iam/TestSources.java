package dev.gleaner.iam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The source files of the tests of all modules. */
final class TestSources {

    static final Path ROOT = Path.of("../..");

    private TestSources() {}

    /** The files by class name. */
    static Map<String, Path> byName() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(path -> path.toString().contains("src/test/java"))
                    .filter(path -> path.toString().matches(".*(Test|IT)\\.java"))
                    .collect(Collectors.toMap(
                            path -> path.getFileName().toString().replace(".java", ""),
                            path -> path,
                            (one, other) -> one));
        }
    }
}
