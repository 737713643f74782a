package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Exemption;
import io.quarkus.logging.Log;
import java.util.ArrayList;
import java.util.List;

/** The exemptions of {@code gleaner.exemptions}. One that can't be read is ignored. */
final class TopicExemptionSource implements ExemptionSource {

    private final StateStore stateStore;

    TopicExemptionSource(StateStore stateStore) {
        this.stateStore = stateStore;
    }

    @Override
    public List<Exemption> of(String resource) {
        List<Exemption> exemptions = new ArrayList<>();
        stateStore.scan(Exemption.prefix(resource), (key, row) -> read(key, row, exemptions));
        return exemptions;
    }

    private static void read(String key, byte[] row, List<Exemption> exemptions) {
        try {
            Exemption exemption = Json.read(row, Exemption.class);
            if (exemption.topicKey().equals(key)) {
                exemptions.add(exemption);
                return;
            }
        } catch (RuntimeException e) {
            // Logged below, as is one under another key. The constructor throws when a time is missing.
        }
        Log.warnf("An exemption can't be read and exempts nothing. key=%s", key);
    }
}
