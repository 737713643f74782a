package dev.gleaner.collector.source.price;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.resource.Price;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

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
    void publish(String source, ParsedPrices parsedPrices, PriceChangeFilter news) {
        List<Price> prices = news.selectNew(parsedPrices.prices());
        publisher.publishPrices(prices);
        news.markPublished(prices);
        publisher.publishDeadLetters(parsedPrices.deadLetters());
        meters.files(source, 1);
        meters.records(source, parsedPrices.records());
        meters.prices(source, prices.size());
        meters.deadLetters(source, parsedPrices.deadLetters().size());
    }
}
