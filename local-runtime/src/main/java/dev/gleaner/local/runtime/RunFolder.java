package dev.gleaner.local.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where everything of one local run lies: data, secrets, logs, pid files, and what it says to others. */
public record RunFolder(Path path) {

    public RunFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** {@code GLEANER_RUN}, else {@code run} beside the script. */
    public static RunFolder fromEnvironment() {
        String folder = System.getenv("GLEANER_RUN");
        return new RunFolder(folder == null ? GleanerHome.path().resolve("run") : Path.of(folder));
    }

    /** What lasts over restarts and goes with {@code --purge}. */
    public Path data(String name) {
        return path.resolve("data").resolve(name);
    }

    /** Files of mode 600. */
    public Path secret(String name) {
        return path.resolve("secrets").resolve(name);
    }

    /** What a program prints. */
    public Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }

    /** Which process a program is. */
    public Path pidFile(String name) {
        return path.resolve("pids").resolve(name + ".json");
    }

    /** Unpacked or installed programs; they stay on {@code --purge}. */
    public Path tool(String name) {
        return path.resolve("tools").resolve(name);
    }

    /** Where everything listens, with the token: for people and scripts. */
    public Path endpoints() {
        return path.resolve("endpoints.json");
    }

    /** Answers of DescribeInstances that the feeder records where there is no AWS to ask. */
    public Path recordedInventory() {
        return path.resolve("inventory");
    }

    /** Log files of the trail that the feeder makes where there is no bucket to put them. */
    public Path generatedTrail() {
        return path.resolve("trail");
    }

    /** There once the feeder has built the estate: in the AWS stand-in, or as recorded answers. */
    public Path standInReady() {
        return path.resolve("stand-in-ready");
    }

    /** Where the AWS stand-in itself listens, for the feeder alone: all others reach it through that. */
    public Optional<Integer> standInPort() throws IOException {
        return Files.exists(standInPortFile())
                ? Optional.of(
                        Integer.valueOf(Files.readString(standInPortFile()).strip()))
                : Optional.empty();
    }

    /** Which names that port. */
    public Path standInPortFile() {
        return path.resolve("stand-in-port");
    }

    /** Where a recorded trail lies, if the feeder replays one: a path in it, or nothing. */
    public Optional<Path> recordedTrail() throws IOException {
        Path file = recordedTrailFile();
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    /** Which names the folder of a recorded trail. */
    public Path recordedTrailFile() {
        return path.resolve("trail-folder");
    }

    /** How far the feeder is. */
    public Path estateState() {
        return path.resolve("estate-state.json");
    }

    /** Which findings the estate has to give. */
    public Path expectedFindings() {
        return path.resolve("truth.json");
    }

    /** Of what too little is known to judge it. */
    public Path expectedInsufficient() {
        return path.resolve("truth-insufficient.json");
    }

    /** What the data here comes from, in words. */
    public Path mode() {
        return path.resolve("mode");
    }
}
