package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.source.Malformed;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.gpu.smi.Column;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a reading of a line of {@code --query-gpu}. */
final class CardLine {

    /** What tells one card of a host from another, best first. */
    static final List<Column> IDENTITIES = List.of(Column.UUID, Column.BUS_ID, Column.INDEX);

    private final HostTime hostTime;
    private final Instant now;

    CardLine(HostTime hostTime, Instant now) {
        this.hostTime = hostTime;
        this.now = now;
    }

    CardReading read(long number, Row row) throws Malformed {
        return new CardReading(
                number,
                card(row),
                row.text(Column.NAME).orElse(""),
                row.mode(Column.MIG),
                row.mode(Column.PERSISTENCE),
                sample(row));
    }

    private static String card(Row row) throws Malformed {
        Column identity =
                IDENTITIES.stream().filter(row.header()::has).findFirst().orElse(Column.UUID);
        return row.text(identity).orElseThrow(() -> new Malformed("the card has no uuid"));
    }

    private Instant time(Row row) throws Malformed {
        Optional<String> text = row.text(Column.TIMESTAMP);
        Instant time = hostTime.read(text.orElse(""));
        if (ClockSkew.isExceeded(time, now)) {
            // It would carry the progress of the whole region into the future, and make all others late.
            throw new Malformed("the time lies ahead of this clock: is the zone that of the host?");
        }
        return time;
    }

    private CardSample sample(Row row) throws Malformed {
        CardSample.Builder sample = CardSample.newBuilder().setTime(time(row).toEpochMilli());
        row.number(Column.UTILIZATION, Quantity.PERCENT).ifPresent(sample::setUtilization);
        row.number(Column.ENCODER, Quantity.PERCENT).ifPresent(sample::setEncoder);
        row.number(Column.DECODER, Quantity.PERCENT).ifPresent(sample::setDecoder);
        row.number(Column.MEMORY_USED, Quantity.BYTES).map(Math::round).ifPresent(sample::setMemoryUsed);
        row.number(Column.MEMORY_TOTAL, Quantity.BYTES).map(Math::round).ifPresent(sample::setMemoryTotal);
        row.number(Column.POWER_DRAW, Quantity.WATTS).ifPresent(sample::setPowerDraw);
        row.number(Column.POWER_LIMIT, Quantity.WATTS).ifPresent(sample::setPowerLimit);
        row.number(Column.SM_CLOCK, Quantity.MEGAHERTZ).ifPresent(sample::setSmClock);
        row.number(Column.SM_CLOCK_MAXIMUM, Quantity.MEGAHERTZ).ifPresent(sample::setSmClockMaximum);
        return sample.build();
    }
}
