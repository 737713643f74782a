package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.Origin;
import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.publish.DeadLetters;
import dev.gleaner.collector.publish.Found;
import dev.gleaner.collector.source.FileReader;
import dev.gleaner.collector.whereabouts.Location;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns trail files into signals, dead letters and counts. */
final class TrailReader implements FileReader<Reading> {

    private static final String WITHOUT_PLACE = "without time, region or account";
    private static final String AHEAD = "the time of the event lies ahead of this clock";

    private final TrailParser parser;
    private final ChangeMapper changes = new ChangeMapper();
    private final Whereabouts whereabouts;

    TrailReader(TrailParser parser, Whereabouts whereabouts) {
        this.parser = parser;
        this.whereabouts = whereabouts;
    }

    /** As configured. */
    static TrailReader of(CloudTrailConfig config, Whereabouts whereabouts) {
        int limit = Math.toIntExact(config.recordLimit().asLongValue());
        return new TrailReader(new TrailParser(limit), whereabouts);
    }

    @Override
    public Reading begin() {
        return new Reading();
    }

    @Override
    public void read(InputStream input, Origin origin, Reading reading) throws IOException {
        Unusable unusable = new Unusable();
        parse(input, origin, reading, unusable);
        unusable.letter(origin).ifPresent(reading::add);
    }

    /** The same of a message: what is none of ours in it is only counted. */
    void readMessage(byte[] message, Origin origin, Reading reading) {
        try {
            parse(new ByteArrayInputStream(message), origin, reading, new Unusable());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private void parse(InputStream input, Origin origin, Reading reading, Unusable unusable) throws IOException {
        AccessMapper moved = new AccessMapper(whereabouts, origin);
        parser.parse(input, entry -> take(entry, origin, moved, reading, unusable));
        reading.addAll(moved.signals());
        reading.file();
    }

    /** The same of a file that is here. */
    void read(byte[] file, Origin origin, Reading reading) {
        try {
            read(new ByteArrayInputStream(file), origin, reading);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private void take(Entry entry, Origin origin, AccessMapper moved, Reading reading, Unusable unusable) {
        reading.entry();
        if (entry instanceof TrailRecord record) {
            take(record, origin, moved, reading, unusable);
        } else if (entry instanceof Entry.Skipped skipped) {
            reading.skip(skipped.reason());
            if (skipped.reason().equals(Envelope.NOT_CLOUDTRAIL)) {
                unusable.add(skipped.number(), skipped.reason());
            }
        } else {
            Entry.Unreadable bad = (Entry.Unreadable) entry;
            refuse(bad.number(), bad.found(), bad.reason(), origin, reading);
        }
    }

    private void take(TrailRecord record, Origin origin, AccessMapper moved, Reading reading, Unusable unusable) {
        Optional<CloudTrailEcho> echo = Echoes.of(record);
        if (echo.isPresent() && ClockSkew.isExceeded(echo.get().eventTime(), origin.observedAt())) {
            refuse(record.number(), record.found(), AHEAD, origin, reading);
            return;
        }
        echo.ifPresent(reading::add);
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
        if (time.isPresent() && ClockSkew.isExceeded(time.get(), origin.observedAt())) {
            refuse(record.number(), record.found(), AHEAD, origin, reading);
            return;
        }
        if (time.isEmpty() || record.region().isEmpty() || record.owner().isEmpty()) {
            reading.skip(WITHOUT_PLACE);
            unusable.add(record.number(), WITHOUT_PLACE);
            return;
        }
        if (transfer.isPresent()) {
            access(record, transfer.get(), time.get(), moved, reading);
        } else {
            change(record, time.get(), origin, reading);
        }
    }

    private static void refuse(long number, Found found, String reason, Origin origin, Reading reading) {
        reading.add(DeadLetters.of(origin.source(), origin.place(), number, found, reason));
    }

    private static void access(
            TrailRecord record, Transfer transfer, Instant time, AccessMapper moved, Reading reading) {
        Optional<Location> from = moved.add(record, transfer, time);
        from.ifPresentOrElse(reading::access, () -> reading.skip("without bucket, key or bytes"));
    }

    private void change(TrailRecord record, Instant time, Origin origin, Reading reading) {
        List<Signal> signals = changes.signals(record, time, origin);
        reading.addAll(signals);
        if (signals.isEmpty()) {
            reading.skip("of no resource here");
        }
    }

    /** What of a file is no record that anybody could use: told once, by the place of the first. */
    private static final class Unusable {

        private static final Found NOTHING = new Found("", 0, "");

        private final Set<String> reasons = new TreeSet<>();
        private long first;
        private int count;

        void add(long number, String reason) {
            first = count == 0 ? number : first;
            count++;
            reasons.add(reason);
        }

        Optional<DeadLetter> letter(Origin origin) {
            String reason = count + " entries from here on can't be used: " + String.join("; ", reasons);
            return count == 0
                    ? Optional.empty()
                    : Optional.of(DeadLetters.of(origin.source(), origin.place(), first, NOTHING, reason));
        }
    }
}
