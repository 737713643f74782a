package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.ExpectedFindings;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.file.InvalidEstateException;
import dev.gleaner.local.estate.file.RecordedEstateReader;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.feed.cloud.ProgressPrinter;
import dev.gleaner.local.feed.cloud.SimulatedCloud;
import dev.gleaner.local.feed.cloud.StandInAwsClients;
import dev.gleaner.local.feed.cloud.StandInCloud;
import dev.gleaner.local.feed.cloud.StandInTcpProxy;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process that feeds an estate into a local run; started by the launcher. */
@Command(
        name = "feeder",
        mixinStandardHelpOptions = true,
        description =
                "Builds an estate in the AWS stand-in or in folders, and delivers its trail and metrics, history first.")
public final class FeederCommand implements Callable<Integer> {

    private static final int INVALID_ESTATE = 2;

    /** Generated estates. */
    enum Size {
        small,
        large,
        none
    }

    @Option(names = "--run", required = true, description = "folder shared with the launcher")
    private Path run = Path.of("run");

    @Option(names = "--endpoints", required = true, description = "endpoints.json of the launcher")
    private Path endpoints = Path.of("run/endpoints.json");

    @Option(names = "--estate", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private Size size = Size.small;

    @Option(names = "--estate-file", description = "an estate in the format of docs/estate.md")
    private @Nullable Path estateFile;

    @Option(names = "--recordings", description = "folder with recorded data (cloudwatch_nab, cloudtrail_*)")
    private @Nullable Path recordings;

    @Option(
            names = "--no-aws",
            description = "record responses and trail in the run folder instead of using an AWS stand-in")
    private boolean withoutAws;

    @Option(
            names = "--stand-in",
            description = "address of the AWS stand-in, if it differs from the one in endpoints.json,"
                    + " which accepts connections once the estate is built")
    private @Nullable URI standIn;

    @Option(names = "--check", description = "only validate the estate")
    private boolean check;

    @Option(names = "--fresh", description = "with --check: ignore the content of the run folder")
    private boolean fresh;

    @Option(names = "--seed", description = "seed of a generated estate; default ${DEFAULT-VALUE}")
    private long seed = 42;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FeederCommand())
                .setExecutionExceptionHandler((e, line, result) -> {
                    e.printStackTrace(line.getErr());
                    // Printed last, since the launcher shows the end of the log.
                    line.getErr().println(e.getMessage() == null ? e.toString() : e.getMessage());
                    return line.getCommandSpec().exitCodeOnExecutionException();
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Estate estate;
        try {
            estate = estate();
        } catch (InvalidEstateException | IOException e) {
            System.err.println(e.getMessage());
            return INVALID_ESTATE;
        }
        if (check) {
            return checked(estate);
        }
        RunEndpoints parts = RunEndpoints.read(endpoints)
                .orElseThrow(() -> new IllegalStateException(endpoints + " does not exist"));
        FeederFolder folder = new FeederFolder(new RunFolder(run));
        folder.writeText(folder.run().estateRegionsFile(), String.join("\n", estate.regions()));
        if (recordings != null) {
            Optional<Path> trail = RecordedEstateReader.trail(recordings);
            folder.writeText(
                    folder.run().recordedTrailFile(), trail.map(Path::toString).orElse(""));
        }
        ProgressPrinter progress = new ProgressPrinter(System.out);
        if (withoutAws) {
            feed(estate, folder, parts, new RecordedCloud(folder, progress), progress);
        } else {
            URI address = Optional.ofNullable(parts.aws())
                    .map(URI::create)
                    .orElseThrow(() -> new IllegalStateException("there is no AWS stand-in: use --no-aws"));
            URI behind = standIn == null ? address : standIn;
            try (StandInAwsClients clients = new StandInAwsClients(behind);
                    StandInTcpProxy gate = new StandInTcpProxy(address, behind)) {
                SimulatedCloud cloud = new StandInCloud(clients, standIn == null ? null : gate, progress);
                feed(estate, folder, parts, cloud, progress);
            }
        }
        return 0;
    }

    /** Checks that the valid estate can be fed into this folder. */
    private int checked(Estate estate) throws IOException {
        Optional<FeederState> before = fresh ? Optional.empty() : new FeederFolder(new RunFolder(run)).state();
        if (before.isPresent() && Stream.of(estate, estate.instancesAlone()).noneMatch(before.get()::isForEstate)) {
            System.err.println(before.get().otherEstate());
            return INVALID_ESTATE;
        }
        return 0;
    }

    private void feed(
            Estate estate, FeederFolder folder, RunEndpoints parts, SimulatedCloud cloud, ProgressPrinter progress)
            throws IOException, InterruptedException {
        new EstateLoader(folder, parts, cloud, progress, Clock.systemUTC())
                .load(estate, recordings == null)
                .runUntilInterrupted();
    }

    private Estate estate() throws IOException {
        if (estateFile != null) {
            return EstateFileReader.read(estateFile);
        }
        if (recordings != null) {
            return RecordedEstateReader.read(recordings);
        }
        return switch (size) {
            case small -> EstateGenerator.small(seed);
            case large -> EstateGenerator.large(seed);
            case none -> new Estate("none", seed, 0, List.of(), List.of(), List.of(), ExpectedFindings.nothing());
        };
    }
}
