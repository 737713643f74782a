package dev.gleaner.local.runtime.aws;

import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.ExternalProgram;
import dev.gleaner.local.runtime.process.FolderDeletion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds or installs {@code moto_server}, the AWS stand-in: from the PATH, else in a virtual environment of the run (by
 * pip or uv), else from Debian's package if the user is root. A method that fails records the reason, and the next one
 * is tried.
 */
public final class MotoInstaller {

    /** The version that is installed if none is found. */
    public static final String VERSION = "5.2.1";

    /** The first version with all functions that an estate needs. */
    private static final String OLDEST = "5.2.0";

    private static final String REQUIREMENT = "moto[server]==" + VERSION;
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration MAKE = Duration.ofMinutes(2);
    private static final Duration DOWNLOAD = Duration.ofMinutes(5);
    private static final int SHEBANG = 256;
    private static final int WIDTH = 200;
    private static final Pattern INTERPRETER = Pattern.compile("^#!\\s*(/\\S*python[0-9.]*)\\s*$", Pattern.MULTILINE);
    private static final Pattern CANDIDATE = Pattern.compile("Candidate:\\s*(?:\\d+:)?(\\d\\S*)");

    private final Path environment;
    private final Map<String, String> variables;
    private final String user;
    private final Consumer<String> output;
    private final Consumer<String> progress;
    private final List<String> failures = new ArrayList<>();
    private Optional<Found> found = Optional.empty();

    /**
     * Uses the environment of this process.
     *
     * @param output receives messages about installations
     * @param progress receives the progress of an installation
     */
    public MotoInstaller(RunFolder run, Consumer<String> output, Consumer<String> progress) {
        this(run.tool("moto"), output, progress);
    }

    /**
     * Uses this folder for the virtual environment, and the environment variables of this process.
     *
     * @param output receives messages about installations
     * @param progress receives the progress of an installation
     */
    public MotoInstaller(Path environment, Consumer<String> output, Consumer<String> progress) {
        this(environment, System.getenv(), System.getProperty("user.name"), output, progress);
    }

    /** Uses this folder for the virtual environment, and this user and environment, which includes {@code PATH}. */
    MotoInstaller(
            Path environment,
            Map<String, String> variables,
            String user,
            Consumer<String> output,
            Consumer<String> progress) {
        this.environment = environment.toAbsolutePath();
        this.variables = Map.copyOf(variables);
        this.user = user;
        this.output = output;
        this.progress = progress;
    }

    /** A program that starts, and the description of its version. */
    public record Found(Path program, String version) {}

    /** The program; empty if there is none and no installation succeeded: {@link #failures()} contains the reasons. */
    public Optional<Found> findOrInstall() {
        if (found.isEmpty()) {
            failures.clear();
            found = onPath().or(this::ofAnEarlierRun)
                    .or(this::byPip)
                    .or(this::byUv)
                    .or(this::byDebian);
        }
        return found;
    }

    /** One line for each method that failed, with the reason. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    private Optional<Found> onPath() {
        return find("moto_server")
                .map(program -> working("moto_server on the PATH", program))
                .orElseGet(() -> failed("moto_server on the PATH", "not found"));
    }

    /** Ignores the remains of an interrupted installation. */
    private Optional<Found> ofAnEarlierRun() {
        try {
            return Files.exists(mark()) && Files.readString(mark()).strip().equals(REQUIREMENT)
                    ? working("moto_server of an earlier start", server())
                    : Optional.empty();
        } catch (IOException e) {
            return failed("moto_server of an earlier start", e.toString());
        }
    }

    private Optional<Found> byPip() {
        String way = "python3 -m venv and pip";
        Optional<Path> python = find("python3");
        if (python.isEmpty()) {
            return failed(way, "python3 not found on the PATH");
        }
        return install(
                way,
                List.of(python.get().toString(), "-m", "venv", environment.toString()),
                List.of(
                        environment.resolve("bin/python3").toString(),
                        "-m",
                        "pip",
                        "install",
                        "--disable-pip-version-check",
                        "--no-input",
                        "--retries=2",
                        "--timeout=15",
                        REQUIREMENT));
    }

    /** uv downloads a Python if there is none. */
    private Optional<Found> byUv() {
        Optional<Path> uv = find("uv");
        if (uv.isEmpty()) {
            return failed("uv", "not found on the PATH");
        }
        return install(
                "uv",
                List.of(uv.get().toString(), "venv", environment.toString()),
                List.of(
                        uv.get().toString(),
                        "pip",
                        "install",
                        "--python",
                        environment.resolve("bin/python3").toString(),
                        REQUIREMENT));
    }

    private Optional<Found> install(String way, List<String> make, List<String> install) {
        output.accept("installing the AWS stand-in (" + REQUIREMENT + ") into " + environment + " by " + way);
        try {
            FolderDeletion.delete(environment);
            Files.createDirectories(environment.getParent());
            if (!done(way, make, MAKE) || !done(way, install, DOWNLOAD)) {
                return Optional.empty();
            }
            Optional<Found> found = working(way, server());
            if (found.isPresent()) {
                Files.writeString(mark(), REQUIREMENT + "\n");
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            return failed(way, e.toString());
        }
    }

    private Optional<Found> byDebian() {
        String way = "apt-get install python3-moto";
        Optional<Path> apt = find("apt-get");
        if (apt.isEmpty()) {
            return failed(way, "no apt-get here, so this is not Debian");
        }
        if (!"root".equals(user)) {
            return failed(way, "it needs root, and you are " + user);
        }
        if (candidate().isEmpty()) {
            done(way, List.of(apt.get().toString(), "update"), MAKE);
        }
        Optional<String> candidate = candidate();
        if (candidate.isEmpty() || isOutdated(candidate.get())) {
            return failed(
                    way,
                    candidate
                            .map(version -> "Debian has moto " + version + ", but " + OLDEST + " or later is needed")
                            .orElse("no package source here has it"));
        }
        output.accept("!! INSTALLING THE SYSTEM PACKAGE python3-moto " + candidate.get()
                + " BY apt-get, since moto could not be installed in another way");
        boolean installed = done(
                way,
                List.of(apt.get().toString(), "install", "-y", "--no-install-recommends", "python3-moto"),
                DOWNLOAD);
        return installed
                ? find("moto_server")
                        .map(program -> working(way, program))
                        .orElseGet(() -> failed(way, "the package contains no moto_server"))
                : Optional.empty();
    }

    /** The version that apt-get would install. */
    private Optional<String> candidate() {
        return find("apt-cache")
                .map(cache -> run(List.of(cache.toString(), "policy", "python3-moto"), START))
                .map(result -> CANDIDATE.matcher(result.output()))
                .filter(Matcher::find)
                .map(candidate -> candidate.group(1));
    }

    /** Checks that the program starts, and that its version is not outdated. */
    private Optional<Found> working(String way, Path program) {
        Optional<String> version = version(program);
        if (version.filter(MotoInstaller::isOutdated).isPresent()) {
            return failed(way, program + " is moto " + version.get() + ", and " + OLDEST + " or later is needed");
        }
        // Without the extra [server], the package contains the program, but it fails at its start.
        ExternalProgram.Result help = run(List.of(program.toString(), "--help"), START);
        return help.succeeded()
                ? Optional.of(new Found(program, "moto " + version.orElse("of unknown version")))
                : failed(way, program + " does not start: " + reason(help));
    }

    private Optional<String> version(Path program) {
        return interpreter(program)
                .map(python -> run(
                        List.of(python.toString(), "-c", "import importlib.metadata as m; print(m.version('moto'))"),
                        START))
                .filter(ExternalProgram.Result::succeeded)
                .map(ExternalProgram.Result::lastLine);
    }

    /** The Python in the first line of the program, else the one in the same folder, else the one on the PATH. */
    private Optional<Path> interpreter(Path program) {
        try (var file = Files.newInputStream(program)) {
            Matcher line = INTERPRETER.matcher(new String(file.readNBytes(SHEBANG), StandardCharsets.ISO_8859_1));
            return line.find()
                    ? Optional.of(Path.of(line.group(1)))
                    : Optional.of(program.resolveSibling("python3"))
                            .filter(Files::isExecutable)
                            .or(() -> find("python3"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Compares number by number; a suffix such as {@code -4} of Debian does not count. */
    static boolean isOutdated(String version) {
        String[] numbers = version.split("[^0-9]+");
        String[] least = OLDEST.split("\\.");
        for (int i = 0; i < least.length; i++) {
            int number = i < numbers.length && !numbers[i].isEmpty() ? Integer.parseInt(numbers[i]) : 0;
            int compared = Integer.compare(number, Integer.parseInt(least[i]));
            if (compared != 0) {
                return compared < 0;
            }
        }
        return false;
    }

    private boolean done(String way, List<String> command, Duration limit) {
        ExternalProgram.Result result = run(command, limit, line -> progress.accept("AWS stand-in: " + line));
        if (!result.succeeded()) {
            failed(way, reason(result));
        }
        return result.succeeded();
    }

    private ExternalProgram.Result run(List<String> command, Duration limit) {
        return run(command, limit, line -> {});
    }

    private ExternalProgram.Result run(List<String> command, Duration limit, Consumer<String> lines) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("DEBIAN_FRONTEND", "noninteractive");
        try {
            return ExternalProgram.run(command, all, limit, lines);
        } catch (UncheckedIOException e) {
            return new ExternalProgram.Result(1, String.valueOf(e.getMessage()));
        }
    }

    private static String reason(ExternalProgram.Result result) {
        if (result.outOfTime()) {
            return "it took too long and was stopped";
        }
        if (result.output().contains("ensurepip is not")) {
            return "Python's venv is incomplete: on Debian, install the package python3-venv";
        }
        String line = result.lastLine();
        return line.isEmpty()
                ? "it ended with status " + result.status()
                : line.substring(0, Math.min(WIDTH, line.length()));
    }

    private Optional<Found> failed(String way, String reason) {
        failures.add(way + ": " + reason);
        return Optional.empty();
    }

    private Optional<Path> find(String name) {
        return ExternalProgram.find(name, variables.getOrDefault("PATH", ""));
    }

    private Path server() {
        return environment.resolve("bin/moto_server");
    }

    private Path mark() {
        return environment.resolve("installed");
    }
}
