package dev.gleaner.local.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folder of a local run: its data, secrets, logs and pid files, and the files that its processes exchange. */
public record RunFolder(Path path) {

    public RunFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** The folder of the environment variable {@code GLEANER_RUN}, by default {@code run} beside the script. */
    public static RunFolder fromEnvironment() {
        String folder = System.getenv("GLEANER_RUN");
        return new RunFolder(folder == null ? GleanerHome.path().resolve("run") : Path.of(folder));
    }

    /** Data that is kept until {@code --purge}. */
    public Path data(String name) {
        return path.resolve("data").resolve(name);
    }

    /** A file that only its owner can read (mode 600). */
    public Path secret(String name) {
        return path.resolve("secrets").resolve(name);
    }

    /** The output of a process. */
    public Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }

    /** The file that identifies a process. */
    public Path pidFile(String name) {
        return path.resolve("pids").resolve(name + ".json");
    }

    /** Unpacked or installed programs, which {@code --purge} keeps. */
    public Path tool(String name) {
        return path.resolve("tools").resolve(name);
    }

    /** The file with all addresses and the token, for users and scripts; see {@link RunEndpoints}. */
    public Path endpoints() {
        return path.resolve("endpoints.json");
    }

    /** Responses of DescribeInstances that the feeder records in a run without AWS. */
    public Path recordedInventory() {
        return path.resolve("inventory");
    }

    /** Log files of the trail that the feeder generates in a run without AWS. */
    public Path generatedTrail() {
        return path.resolve("trail");
    }

    /** Bills of a run without a stand-in, which the feeder writes. */
    public Path bills() {
        return path.resolve("bills");
    }

    /** Listings of the time before the run, {@code ACCOUNT/REGION/KIND/TIME.json}, which the feeder writes. */
    public Path pastListings() {
        return path.resolve("past-listings");
    }

    /** The address ranges that count as those of AWS, in the form of its {@code ip-ranges.json}, which the feeder writes. */
    public Path addressRanges() {
        return path.resolve("ip-ranges.json");
    }

    /** Exists once the feeder has built the estate, in the AWS stand-in or as recorded responses. */
    public Path standInReady() {
        return path.resolve("stand-in-ready");
    }

    /**
     * The port of the AWS stand-in itself. Only the feeder connects to it; all others connect to the proxy of the
     * feeder.
     */
    public Optional<Integer> standInPort() throws IOException {
        return Files.exists(standInPortFile())
                ? Optional.of(
                        Integer.valueOf(Files.readString(standInPortFile()).strip()))
                : Optional.empty();
    }

    /** The file that contains the port of the AWS stand-in. */
    public Path standInPortFile() {
        return path.resolve("stand-in-port");
    }

    /** The folder of the recorded trail that the feeder replays; empty when it replays none. */
    public Optional<Path> recordedTrail() throws IOException {
        Path file = recordedTrailFile();
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    /** The file that contains the folder of a recorded trail. */
    public Path recordedTrailFile() {
        return path.resolve("trail-folder");
    }

    /** The state of the feeder. */
    public Path estateState() {
        return path.resolve("estate-state.json");
    }

    /** The regions in which the feeder builds its estate; empty before it has begun. */
    public List<String> estateRegions() {
        Path file = estateRegionsFile();
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    /** The file that contains these regions, one in a line. */
    public Path estateRegionsFile() {
        return path.resolve("estate-regions");
    }

    /** The findings that are expected for the estate. */
    public Path expectedFindings() {
        return path.resolve("truth.json");
    }

    /** The resources on which insufficient data is expected. */
    public Path expectedInsufficient() {
        return path.resolve("truth-insufficient.json");
    }

    /** The newest {@link SimulatedDaysRequest} that somebody requested. */
    public Path simulatedDays() {
        return path.resolve("simulated-days.json");
    }

    /** The one for which the feeder has delivered bills. */
    public Path simulatedBills() {
        return path.resolve("simulated-bills.json");
    }

    /** The description of the {@code RunMode} that produced the data of this folder. */
    public Path mode() {
        return path.resolve("mode");
    }
}
