package dev.gleaner.local.part;

import dev.gleaner.local.RunFolder;
import dev.gleaner.local.process.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where {@code moto_server} comes from: the PATH, else a virtual environment of the run (made by pip), else Debian's
 * package, which is installed only by root.
 */
public final class MotoProgram {

    /** What a person can do when there is none. */
    public static final String ADVICE = """
            no AWS stand-in, and pip can't install one: `pip install 'moto[server]'` so that moto_server is on the PATH,
            or do without by `deploy/local/up --no-aws`: the same findings, but nothing can be approved""";

    private final RunFolder run;
    private final Consumer<String> say;

    /** @param say where a person reads what is going to be installed */
    public MotoProgram(RunFolder run, Consumer<String> say) {
        this.run = run;
        this.say = say;
    }

    /** The program; empty when there is none and none could be installed. */
    public Optional<Path> provide() {
        return Program.find("moto_server")
                .or(this::installed)
                .or(this::installByPip)
                .or(this::installByDebian);
    }

    /** The version that a program runs, in words. */
    public static String version(Path program) {
        Path python = program.resolveSibling("python3");
        Program.Result result = Program.run(List.of(
                Files.isExecutable(python) ? python.toString() : "python3",
                "-c",
                "import importlib.metadata as m; print(m.version('moto'))"));
        return result.succeeded() ? "moto " + result.output() : "moto of unknown version";
    }

    private Path environment() {
        return run.tool("moto");
    }

    private Optional<Path> installed() {
        return Optional.of(environment().resolve("bin/moto_server")).filter(Files::isExecutable);
    }

    private Optional<Path> installByPip() {
        if (Program.find("python3").isEmpty()) {
            return Optional.empty();
        }
        say.accept("installing the AWS stand-in (moto) into " + environment());
        boolean done = succeeds("python3", "-m", "venv", environment().toString())
                && succeeds(environment().resolve("bin/pip").toString(), "install", "--quiet", "moto[server]>=5.2,<6");
        return done ? installed() : Optional.empty();
    }

    private Optional<Path> installByDebian() {
        if (!"root".equals(System.getProperty("user.name"))
                || Program.find("apt-get").isEmpty()) {
            return Optional.empty();
        }
        say.accept("!! INSTALLING THE SYSTEM PACKAGE python3-moto with apt-get, since pip could not install moto");
        return succeeds("apt-get", "install", "-y", "--no-install-recommends", "python3-moto")
                ? Program.find("moto_server")
                : Optional.empty();
    }

    private static boolean succeeds(String... command) {
        return Program.run(List.of(command)).succeeded();
    }
}
