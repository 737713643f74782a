package dev.gleaner.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a run reads from and acts on. */
public sealed interface Mode permits StandIn, RecordedAws, Account {

    /** Where the collector reads, beside what is the same everywhere. */
    Map<String, String> collectorSettings(Ports ports);

    /** Whom the actuator acts on, and whether it does. */
    Map<String, String> actuatorSettings(Ports ports);

    /** Credentials and peculiarities for the AWS SDK, in a map that may be added to. */
    Map<String, String> awsEnvironment();

    /** Whether an AWS stand-in is part of the run. */
    boolean hasStandIn();

    /** Arguments of the feeder; empty where nothing is fed. */
    List<String> estate();

    /** Sources that have to reach the estate's end, in each of its accounts and regions. */
    List<String> sources();

    /** Sources that are complete as soon as they have reported for each of the estate's accounts and regions. */
    default List<String> readOnce() {
        return List.of();
    }

    /** How long the same may be missing before findings are there. */
    Duration patience();

    /** From which {@link #of} makes it again, in another process. */
    List<String> arguments();

    /** The mode that has these arguments, for a run. */
    static Mode of(List<String> arguments, RunFolder run) {
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.get(0)) {
            case StandIn.ARGUMENT -> new StandIn(rest);
            case RecordedAws.ARGUMENT -> new RecordedAws(rest, run);
            case Account.ARGUMENT -> Account.of(rest);
            default -> throw new IllegalArgumentException("no mode: " + arguments);
        };
    }

    /** In words, the same for runs that can share their data. */
    String text();
}
