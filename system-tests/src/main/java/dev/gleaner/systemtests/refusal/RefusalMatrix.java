package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every reason that must refuse, for each action to which it applies: the packaged actuator with a real broker and a real
 * database, in front of the AWS stand-in behind a proxy that counts the calls which change something. None may.
 */
public final class RefusalMatrix implements Benchmark {

    static final String CHECKPOINTS = "s3://checkpoints-of-the-matrix/run/";

    /** With this argument a guard is switched off, so that the matrix has something to find. */
    private static final String CARELESS = "careless";

    private static final Path FOLDER = Path.of("system-tests/target/refusal-matrix");

    @Override
    public String name() {
        return "refusal-matrix";
    }

    @Override
    public String summary() {
        return "calls to AWS that change something although an action must be refused";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        Files.createDirectories(FOLDER);
        empty();
        try (RefusalMatrixRun matrix = new RefusalMatrixRun(FOLDER)) {
            long calls = arguments.contains(CARELESS) ? matrix.runWithGuardDisabled() : matrix.run();
            return new Figure(Long.toString(calls), "mutating calls");
        }
    }

    /** The signed heads of a run before are not those of this database. */
    private static void empty() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(FOLDER)) {
                    Files.delete(path);
                }
            }
        }
    }
}
