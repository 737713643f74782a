package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.whereabouts.Location;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.signal.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Turns trail files into signals, dead letters and counts. */
final class TrailReader {

    private final TrailParser parser;
    private final ChangeMapper changes = new ChangeMapper();
    private final AccessMapper accesses;

    TrailReader(TrailParser parser, Whereabouts whereabouts) {
        this.parser = parser;
        this.accesses = new AccessMapper(whereabouts);
    }

    /** As configured. */
    static TrailReader of(CloudTrailConfig config, Whereabouts whereabouts) {
        int limit = Math.toIntExact(config.recordLimit().asLongValue());
        return new TrailReader(new TrailParser(limit), whereabouts);
    }

    /** Adds what this file holds to the reading; throws only when the input itself can't be read. */
    void read(InputStream input, Origin origin, Reading reading) throws IOException {
        Accesses moved = new Accesses(origin);
        parser.parse(input, entry -> take(entry, origin, moved, reading));
        reading.addAll(moved.signals());
    }

    private void take(Entry entry, Origin origin, Accesses moved, Reading reading) {
        reading.entry();
        if (entry instanceof TrailRecord record) {
            take(record, origin, moved, reading);
        } else if (entry instanceof Entry.Skipped skipped) {
            reading.skip(skipped.reason());
        } else {
            Entry.Unreadable bad = (Entry.Unreadable) entry;
            reading.add(DeadLetters.of(origin.source(), origin.place(), bad.number(), bad.found(), bad.reason()));
        }
    }

    private void take(TrailRecord record, Origin origin, Accesses moved, Reading reading) {
        Echoes.of(record).ifPresent(reading::add);
        if (record.failed()) {
            reading.failedCall();
            return;
        }
        Optional<Transfer> transfer = Transfer.of(record);
        if (transfer.isEmpty() && !changes.reads(record)) {
            reading.skip("not-read");
            return;
        }
        Optional<Instant> time = record.instant();
        if (time.isEmpty() || record.region().isEmpty() || record.owner().isEmpty()) {
            reading.skip("without time, region or account");
            return;
        }
        if (transfer.isPresent()) {
            access(record, transfer.get(), time.get(), moved, reading);
        } else {
            change(record, time.get(), origin, reading);
        }
    }

    private void access(TrailRecord record, Transfer transfer, Instant time, Accesses moved, Reading reading) {
        Optional<Location> from = accesses.add(record, transfer, time, moved);
        from.ifPresentOrElse(reading::access, () -> reading.skip("without bucket, key or bytes"));
    }

    private void change(TrailRecord record, Instant time, Origin origin, Reading reading) {
        List<Signal> signals = changes.signals(record, time, origin);
        reading.addAll(signals);
        if (signals.isEmpty()) {
            reading.skip("of no resource here");
        }
    }
}
