package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.cost.PriceSource;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import io.quarkus.logging.Log;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The prices of {@code gleaner.prices}. One that can't be read counts as unknown. */
final class TopicPriceSource implements PriceSource {

    private final StateStore stateStore;

    TopicPriceSource(StateStore stateStore) {
        this.stateStore = stateStore;
    }

    @Override
    public List<Price> pricesOf(PriceKey key) {
        List<Price> prices = new ArrayList<>();
        stateStore.scan(key.text() + "|", (topicKey, row) -> read(key, topicKey, row, prices));
        return prices;
    }

    private static void read(PriceKey key, String topicKey, byte[] row, List<Price> prices) {
        try {
            Price price = Json.read(row, Price.class);
            if (key.equals(price.key()) && price.amount() != null && price.validFrom() != null) {
                prices.add(price);
                return;
            }
        } catch (UncheckedIOException e) {
            // Logged below, as is one that is incomplete.
        }
        Log.warnf("A price can't be read and is not used; write it to gleaner.prices again. key=%s", topicKey);
    }
}
