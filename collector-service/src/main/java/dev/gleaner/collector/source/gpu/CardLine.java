package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.source.Malformed;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.gpu.smi.SmiColumn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a reading of a line of {@code --query-gpu}. */
final class CardLine {

    /** What tells one card of a host from another, best first. */
    static final List<SmiColumn> IDENTITIES = List.of(SmiColumn.UUID, SmiColumn.BUS_ID, SmiColumn.INDEX);

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
                row.text(SmiColumn.NAME).orElse(""),
                row.mode(SmiColumn.MIG),
                row.mode(SmiColumn.PERSISTENCE),
                sample(row));
    }

    private static String card(Row row) throws Malformed {
        SmiColumn identity =
                IDENTITIES.stream().filter(row.header()::has).findFirst().orElse(SmiColumn.UUID);
        return row.text(identity).orElseThrow(() -> new Malformed("the card has no uuid"));
    }

    private Instant time(Row row) throws Malformed {
        Optional<String> text = row.text(SmiColumn.TIMESTAMP);
        Instant time = hostTime.read(text.orElse(""));
        if (ClockSkew.isExceeded(time, now)) {
            // It would carry the progress of the whole region into the future, and make all others late.
            throw new Malformed("the time lies ahead of this clock: is the zone that of the host?");
        }
        return time;
    }

    private CardSample sample(Row row) throws Malformed {
        CardSample.Builder sample = CardSample.newBuilder().setTime(time(row).toEpochMilli());
        row.number(SmiColumn.UTILIZATION, Quantity.PERCENT).ifPresent(sample::setUtilization);
        row.number(SmiColumn.ENCODER, Quantity.PERCENT).ifPresent(sample::setEncoder);
        row.number(SmiColumn.DECODER, Quantity.PERCENT).ifPresent(sample::setDecoder);
        row.number(SmiColumn.MEMORY_USED, Quantity.BYTES).map(Math::round).ifPresent(sample::setMemoryUsed);
        row.number(SmiColumn.MEMORY_TOTAL, Quantity.BYTES).map(Math::round).ifPresent(sample::setMemoryTotal);
        row.number(SmiColumn.POWER_DRAW, Quantity.WATTS).ifPresent(sample::setPowerDraw);
        row.number(SmiColumn.POWER_LIMIT, Quantity.WATTS).ifPresent(sample::setPowerLimit);
        row.number(SmiColumn.SM_CLOCK, Quantity.MEGAHERTZ).ifPresent(sample::setSmClock);
        row.number(SmiColumn.SM_CLOCK_MAXIMUM, Quantity.MEGAHERTZ).ifPresent(sample::setSmClockMaximum);
        return sample.build();
    }
}
