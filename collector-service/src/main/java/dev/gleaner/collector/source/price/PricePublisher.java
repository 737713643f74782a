package dev.gleaner.collector.source.price;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Publishes the changed prices of a response, and counts them. */
@Singleton
record PricePublisher(KafkaPublisher publisher, SourceMeters meters) {

    /** Returns once Kafka has acknowledged everything. */
    void publish(String source, ParsedPrices parsedPrices, ChangeFilter changes) {
        List<Price> prices = changes.selectNew(parsedPrices.prices());
        publisher.publishPrices(prices);
        changes.markPublished(prices);
        publisher.publishDeadLetters(parsedPrices.deadLetters());
        meters.files(source, 1);
        meters.records(source, parsedPrices.records());
        meters.prices(source, prices.size());
        meters.deadLetters(source, parsedPrices.deadLetters().size());
    }

    /**
     * Selects the prices to publish: those that changed, and those confirmed a month after they were published, so that
     * they do not appear outdated. Publishing every price of every reading would make the topic grow without bound.
     * After a restart all prices are published once.
     */
    static final class ChangeFilter {

        /** Well below the 90 days after which a price counts as outdated. */
        private static final int CONFIRMED_DAYS = 30;

        private final BigDecimal part;
        private final Map<PriceKey, Price> published = new ConcurrentHashMap<>();

        /** A price has changed if it differs by at least this fraction of the published one. */
        ChangeFilter(BigDecimal part) {
            this.part = part;
        }

        /** The prices to publish. */
        List<Price> selectNew(Collection<Price> read) {
            return read.stream().filter(this::isNew).toList();
        }

        /** Records prices as published. */
        void markPublished(Collection<Price> prices) {
            prices.forEach(price -> published.put(price.key(), price));
        }

        private boolean isNew(Price price) {
            Price before = published.get(price.key());
            if (before == null || !price.validFrom().isBefore(before.validFrom().plusDays(CONFIRMED_DAYS))) {
                return true;
            }
            BigDecimal moved = price.amount().subtract(before.amount()).abs();
            return moved.signum() > 0 && moved.compareTo(before.amount().multiply(part)) >= 0;
        }
    }
}
