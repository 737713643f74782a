package dev.gleaner.analyzer.profile.volume;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.MetricSignals;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory.VolumeMetric;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Metrics of the I/O of a volume. */
public final class VolumeIoSignals implements MetricSignals<VolumeIoHistory> {

    @Override
    public boolean includes(Signal signal) {
        return MetricSignals.isMetric(signal);
    }

    @Override
    public int fold(VolumeIoHistory history, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        Set<Hour> late = new HashSet<>();
        for (Metric metric : SignalMetrics.of(signal)) {
            VolumeMetric name = VolumeMetric.named(metric.getMetric());
            if (name != null) {
                for (Hour hour : MetricSignals.hours(metric)) {
                    if (hour.isLate(closed)) {
                        late.add(hour);
                    } else {
                        timeline.usedIn(hour);
                        history.put(hour, name, metric);
                    }
                }
            }
        }
        return late.size();
    }
}
