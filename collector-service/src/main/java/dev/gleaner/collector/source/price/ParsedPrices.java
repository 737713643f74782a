package dev.gleaner.collector.source.price;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.topic.DeadLetter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prices and unreadable entries of a response. */
final class ParsedPrices {

    private final String source;
    private final String place;
    private final LocalDate day;
    private final Map<PriceKey, Price> prices = new LinkedHashMap<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private int records;

    /** A response of this day (UTC), from which on its prices are valid. */
    ParsedPrices(String source, String place, LocalDate day) {
        this.source = source;
        this.place = place;
        this.day = day;
    }

    /** Reads the next entry; an unreadable one becomes a dead letter. */
    void take(String entry, Entry content) {
        try {
            content.read();
        } catch (InvalidInputException e) {
            DeadLetterExcerpt deadLetterExcerpt = DeadLetterExcerpt.of(entry.getBytes(StandardCharsets.UTF_8));
            deadLetters.add(DeadLetterFactory.create(source, place, records, deadLetterExcerpt, e.reason()));
        }
        records++;
    }

    /** Adds a price; returns false if there is another price of that key, which stays. */
    boolean add(PriceKey key, BigDecimal amount, String origin) {
        Price before = prices.putIfAbsent(key, new Price(key, amount, day, origin));
        return before == null || before.amount().compareTo(amount) == 0;
    }

    LocalDate day() {
        return day;
    }

    Collection<Price> prices() {
        return prices.values();
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    int records() {
        return records;
    }

    /** An entry of a response. */
    interface Entry {
        void read() throws InvalidInputException;
    }
}
