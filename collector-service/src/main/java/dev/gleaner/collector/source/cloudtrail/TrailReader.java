package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.contracts.signal.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Turns trail files into signals, dead letters and counts. */
final class TrailReader {

    private final TrailParser parser;
    private final ChangeMapper mapper = new ChangeMapper();

    TrailReader(TrailParser parser) {
        this.parser = parser;
    }

    /** Adds what this file holds to the reading; throws only when the input itself can't be read. */
    void read(InputStream input, Origin origin, Reading reading) throws IOException {
        parser.parse(input, entry -> take(entry, origin, reading));
    }

    private void take(Entry entry, Origin origin, Reading reading) {
        reading.entry();
        if (entry instanceof TrailRecord record) {
            take(record, origin, reading);
        } else if (entry instanceof Entry.Skipped skipped) {
            reading.skip(skipped.reason());
        } else {
            Entry.Unreadable bad = (Entry.Unreadable) entry;
            reading.add(DeadLetters.of(origin.source(), origin.place(), bad.number(), bad.found(), bad.reason()));
        }
    }

    private void take(TrailRecord record, Origin origin, Reading reading) {
        if (record.failed()) {
            reading.failedCall();
            return;
        }
        if (!mapper.reads(record)) {
            reading.skip("not-read");
            return;
        }
        Optional<Instant> time = record.instant();
        if (time.isEmpty() || record.region().isEmpty() || record.owner().isEmpty()) {
            reading.skip("without time, region or account");
            return;
        }
        List<Signal> signals = mapper.signals(record, time.get(), origin);
        reading.addAll(signals);
        if (signals.isEmpty()) {
            reading.skip("of no resource here");
        }
    }
}
