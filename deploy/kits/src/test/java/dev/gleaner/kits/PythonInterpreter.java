package dev.gleaner.kits;

import dev.gleaner.local.runtime.process.ExternalProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A Python of this machine that has the modules which a kit's tests need. */
public record PythonInterpreter(String program) {

    /** What the tests of several kits import. */
    private static final Path SHARED = Path.of("src/test/resources").toAbsolutePath();

    /** The first one that imports all of these modules; empty if none does. */
    public static Optional<PythonInterpreter> importing(String... modules) {
        String imports = "import " + String.join(", ", modules);
        return Stream.of("python3", "/usr/bin/python3")
                // By a shell, which reports a missing program as an exit status.
                .filter(python -> ExternalProgram.run(List.of("sh", "-c", "exec \"$0\" -c \"$1\"", python, imports))
                        .succeeded())
                .findFirst()
                .map(PythonInterpreter::new);
    }

    /**
     * Runs a program of a kit's tests, which finds the kit's package and its neighbours.
     *
     * @param kit folder of the kit
     * @param program file below its folder {@code tests}
     * @param variables added to the environment of this process
     */
    public ExternalProgram.Result run(Path kit, String program, Map<String, String> variables, String... arguments) {
        Path tests = kit.resolve("tests");
        List<String> command = new ArrayList<>(List.of(
                this.program, "-B", "-W", "ignore", tests.resolve(program).toString()));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(Map.of(
                "PYTHONPATH", String.join(":", kit.toString(), tests.toString(), SHARED.toString()),
                "AWS_EC2_METADATA_DISABLED", "true",
                // A profile or a configured endpoint of the user must not be reached by a test.
                "AWS_CONFIG_FILE", "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE", "/dev/null"));
        environment.putAll(variables);
        return ExternalProgram.run(command, environment);
    }
}
