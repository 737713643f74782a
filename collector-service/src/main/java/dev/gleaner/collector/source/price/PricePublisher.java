package dev.gleaner.collector.source.price;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Publishes what is new in an answer, and counts it. */
@ApplicationScoped
class PricePublisher {

    private final KafkaPublisher publisher;
    private final SourceMeters meters;

    PricePublisher(KafkaPublisher publisher, SourceMeters meters) {
        this.publisher = publisher;
        this.meters = meters;
    }

    /** Returns once Kafka has all of it. */
    void publish(String source, ParsedPrices parsedPrices, ChangeFilter news) {
        List<Price> prices = news.selectNew(parsedPrices.prices());
        publisher.publishPrices(prices);
        news.markPublished(prices);
        publisher.publishDeadLetters(parsedPrices.deadLetters());
        meters.files(source, 1);
        meters.records(source, parsedPrices.records());
        meters.prices(source, prices.size());
        meters.deadLetters(source, parsedPrices.deadLetters().size());
    }

    /**
     * Which of the prices that were read are worth telling: those that moved, and those that were confirmed after a month, so
     * that they don't look old. A price a reading would let the topic grow with time alone. A start tells all once again.
     */
    static final class ChangeFilter {

        /** Well below the 90 days after which a price is said to be old. */
        private static final int CONFIRMED_DAYS = 30;

        private final BigDecimal part;
        private final Map<PriceKey, Price> markPublished = new ConcurrentHashMap<>();

        /** Where a price has moved when it did by this part of what was told. */
        ChangeFilter(BigDecimal part) {
            this.part = part;
        }

        /** Those to tell. */
        List<Price> selectNew(Collection<Price> read) {
            return read.stream().filter(this::isNew).toList();
        }

        /** They have been told. */
        void markPublished(Collection<Price> prices) {
            prices.forEach(price -> markPublished.put(price.key(), price));
        }

        private boolean isNew(Price price) {
            Price before = markPublished.get(price.key());
            if (before == null || !price.validFrom().isBefore(before.validFrom().plusDays(CONFIRMED_DAYS))) {
                return true;
            }
            BigDecimal moved = price.amount().subtract(before.amount()).abs();
            return moved.signum() > 0 && moved.compareTo(before.amount().multiply(part)) >= 0;
        }
    }
}
