package dev.gleaner.local.estate.output;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailGenerator;
import dev.gleaner.local.estate.trail.TrailLogFile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * A whole estate as raw inputs, without a stand-in: instance ids are generated from the seed. For benchmarks and tests
 * that feed a collector or its parsers.
 */
public record RawEstateInputs(EstateTimeline replay, EstateIdentities identities) {

    /** The inputs of an estate with this end; of its instances only, since buckets and VPCs are not listed. */
    public static RawEstateInputs of(Estate estate, Instant end) {
        Estate seen = estate.instancesAlone();
        return new RawEstateInputs(EstateTimeline.endingAt(seen, end), EstateIdentities.made(seen));
    }

    /** The log files of the trail in the order of delivery: keys and gzip bytes. */
    public List<TrailLogFile> trail() {
        return TrailGenerator.files(replay, identities);
    }

    /** The lines of the metric stream, as texts of whole lines: hour by hour, within an hour by instance. */
    public void metrics(Consumer<String> texts) {
        MetricStreamRenderer stream = new MetricStreamRenderer(replay, identities);
        Instant from = replay.start();
        while (from.isBefore(replay.end())) {
            Instant hourEnd = from.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
            Instant to = hourEnd.isBefore(replay.end()) ? hourEnd : replay.end();
            stream.write(from, to, estateInstance -> true, texts);
            from = to;
        }
    }
}
