package dev.gleaner.analyzer.profile.training;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.UsageSignals;
import dev.gleaner.contracts.signal.proto.CheckpointWrites;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Minutes in which a host saved a training run, by CloudTrail. */
public final class CheckpointSignals implements UsageSignals<CheckpointHistory> {

    private static final long MINUTE_MILLIS = 60_000;

    /** The last minute of the year 9999; hours of later ones would overflow in the end. */
    private static final long LATEST_MINUTE = 4_223_371_679L;

    @Override
    public boolean includes(Signal signal) {
        return signal.hasCheckpointWrites();
    }

    @Override
    public void check(Signal signal) throws MalformedSignalException {
        CheckpointWrites writes = signal.getCheckpointWrites();
        MalformedSignalException.unless(!writes.getRun().isEmpty(), "checkpoints need a run of one line");
        MalformedSignalException.unlessName(writes.getRun(), "checkpoints need a run of one line");
        MalformedSignalException.unlessName(writes.getType(), "checkpoints need names of one line");
        MalformedSignalException.unlessName(writes.getMarket(), "checkpoints need names of one line");
        MalformedSignalException.unlessName(writes.getPlatform(), "checkpoints need names of one line");
        MalformedSignalException.unlessName(writes.getTenancy(), "checkpoints need names of one line");
        for (long minute : writes.getMinutesList()) {
            MalformedSignalException.unless(minute > 0 && minute <= LATEST_MINUTE, "a checkpoint needs a time");
        }
    }

    @Override
    public Hour earliest(Signal signal) {
        return signal.getCheckpointWrites().getMinutesList().stream()
                .map(CheckpointSignals::hour)
                .min(Comparator.naturalOrder())
                .orElseGet(() -> Hour.knowing(signal.getObservedAt()));
    }

    @Override
    public int fold(CheckpointHistory history, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        CheckpointWrites writes = signal.getCheckpointWrites();
        HostLaunch launch =
                new HostLaunch(writes.getType(), writes.getMarket(), writes.getPlatform(), writes.getTenancy());
        int late = 0;
        for (long minute : writes.getMinutesList()) {
            Hour hour = hour(minute);
            if (hour.isLate(closed)) {
                late++;
            } else {
                timeline.usedIn(hour);
                history.put(writes.getRun(), minute, launch);
            }
        }
        return late;
    }

    private static Hour hour(long minute) {
        return Hour.of(minute * MINUTE_MILLIS);
    }
}
