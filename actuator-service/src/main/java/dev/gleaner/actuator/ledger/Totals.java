package dev.gleaner.actuator.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all actions together came to, in the first 30 days of each.
 *
 * @param promised had each stayed in force for its 30 days; of several on one target the larger
 * @param measured for the time in which they were seen in force
 * @param clawedBack promised, and lost since somebody started or restored it
 * @param unpriced entries that promise something of which no price is known: they add nothing
 * @param ownMonthly what Gleaner itself costs, USD per month; absent when nobody said it
 */
public record Totals(
        Dollars promised,
        Dollars measured,
        Dollars clawedBack,
        long unpriced,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal ownMonthly) {

    static Totals of(Collection<Span> spans, Optional<BigDecimal> ownMonthly) {
        Dollars promised = Union.of(spans.stream().map(Span::whole).toList());
        Dollars possible = Union.of(
                spans.stream().map(span -> span.ended() ? span : span.whole()).toList());
        return new Totals(
                promised.inCents(),
                Union.of(spans).inCents(),
                promised.inCents().minus(possible.inCents()),
                spans.stream().filter(span -> span.rate().isEmpty()).count(),
                ownMonthly.orElse(null));
    }
}
