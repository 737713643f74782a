package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;

/** Reads trail files in memory, without a source, for backtests. */
public final class OfflineTrailReader {

    private static final int RECORD_LIMIT = 1 << 20;

    private final TrailReader reader = new TrailReader(new TrailParser(RECORD_LIMIT), new NetworkLocator());
    private final String source;

    /** A reader whose signals name this source. */
    public OfflineTrailReader(String source) {
        this.source = source;
    }

    /** The changes in one file, compressed or not, without transfers of objects; unreadable records are left out. */
    public List<Signal> signals(byte[] file, String place, Instant observedAt) {
        return everything(file, place, observedAt).stream()
                .filter(Signal::hasChanged)
                .toList();
    }

    /** All signals that a source would publish for one file, compressed or not. */
    public List<Signal> everything(byte[] file, String place, Instant observedAt) {
        ParsedTrailBatch parsedTrailBatch = new ParsedTrailBatch();
        reader.read(file, new FileOrigin(source, place, observedAt), parsedTrailBatch);
        return parsedTrailBatch.signals();
    }
}
