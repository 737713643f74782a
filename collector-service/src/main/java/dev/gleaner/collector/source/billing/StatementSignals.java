package dev.gleaner.collector.source.billing;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Cost;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;

/**
 * Makes signals of charges: the same ones whenever the same statement is read, but for the time of reading.
 *
 * @param stated when the statement was written
 */
record StatementSignals(String source, Instant stated, Instant observedAt) {

    Signal of(Charge charge) {
        ChargeKey key = charge.key();
        return Signal.newBuilder()
                .setResource(key.resource())
                .setSource(source)
                .setAccount(key.account())
                .setRegion(Arn.parse(key.resource()).region())
                .setObservedAt(observedAt.toEpochMilli())
                .setPlace(Place.newBuilder().setName(charge.file()).setOffset(charge.row()))
                .setCost(cost(charge))
                .build();
    }

    private Cost cost(Charge charge) {
        ChargeKey key = charge.key();
        return Cost.newBuilder()
                .setService(key.service())
                .setUsageType(key.usageType())
                .setAmount(charge.amount().stripTrailingZeros().toPlainString())
                .setFrom(key.from())
                .setUntil(key.until())
                .setBill(key.bill())
                .setStated(stated.toEpochMilli())
                .build();
    }
}
