package dev.gleaner.analyzer.explain;

import dev.gleaner.analyzer.analysis.Explainer;
import dev.gleaner.analyzer.analysis.Explanation;
import dev.gleaner.analyzer.finding.Exemptions;
import dev.gleaner.analyzer.store.Shelf;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.analyzer.topology.ProcessorSettings;
import dev.gleaner.analyzer.topology.StoreName;
import dev.gleaner.analyzer.topology.StoredShelf;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.RootPartitioner;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ServiceUnavailableException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.InvalidStateStorePartitionException;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** Reads the stores of this process while the stream writes them. */
@ApplicationScoped
class LocalStores {

    private static final long RETRY_SECONDS = 5;

    private final KafkaStreams streams;
    private final Topics topics;
    private final Explainer explainer;

    LocalStores(KafkaStreams streams, Topics topics, ProcessorSettings settings) {
        this.streams = streams;
        this.topics = topics;
        this.explainer = new Explainer(settings.kinds(key -> List.of(), Exemptions.NONE), settings.timing());
    }

    /** Empty when nothing is known of the resource, or its partition is another analyzer's. */
    Optional<Explanation> explain(Arn resource) {
        int partition = RootPartitioner.partition(resource.toString(), topics.partitionsOf(Topic.SIGNALS));
        try {
            return explainer.explain(shelves(partition), resource);
        } catch (InvalidStateStorePartitionException e) {
            return Optional.empty();
        } catch (InvalidStateStoreException e) {
            throw new ServiceUnavailableException("the stores are being restored; try again", RETRY_SECONDS, e);
        }
    }

    private Shelves shelves(int partition) {
        return new Shelves(
                shelf(StoreName.PROFILES, partition),
                shelf(StoreName.HAPPENINGS, partition),
                shelf(StoreName.HOURS, partition),
                shelf(StoreName.DAYS, partition),
                shelf(StoreName.EPISODES, partition),
                shelf(StoreName.PROGRESS, partition));
    }

    private Shelf shelf(StoreName name, int partition) {
        return new StoredShelf(streams.store(StoreQueryParameters.fromNameAndType(
                        name.storeName(), QueryableStoreTypes.<String, byte[]>keyValueStore())
                .withPartition(partition)));
    }
}
