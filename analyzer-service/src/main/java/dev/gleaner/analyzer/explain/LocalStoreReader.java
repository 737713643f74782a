package dev.gleaner.analyzer.explain;

import dev.gleaner.analyzer.cost.CoverageSource;
import dev.gleaner.analyzer.evaluation.ResourceExplainer;
import dev.gleaner.analyzer.evaluation.ResourceExplanation;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.analyzer.topology.KafkaStateStore;
import dev.gleaner.analyzer.topology.ProcessorSettings;
import dev.gleaner.analyzer.topology.StoreName;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.RootPartitioner;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.ServiceTopics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ServiceUnavailableException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.InvalidStateStorePartitionException;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** Explains a resource from the stores of this process while the stream writes them. */
@ApplicationScoped
class LocalStoreReader {

    private static final long RETRY_SECONDS = 5;

    private final KafkaStreams streams;
    private final ServiceTopics topics;
    private final ResourceExplainer explainer;

    LocalStoreReader(KafkaStreams streams, ServiceTopics topics, ProcessorSettings settings) {
        this.streams = streams;
        this.topics = topics;
        this.explainer = new ResourceExplainer(
                settings.kinds(key -> List.of(), CoverageSource.NONE, ExemptionSource.NONE), settings.timing());
    }

    /** The explanation; empty when nothing is known of the resource, or another analyzer has its partition. */
    Optional<ResourceExplanation> explain(Arn resource) {
        int partition = RootPartitioner.partition(resource.toString(), topics.partitionsOf(Topic.SIGNALS));
        try {
            return explainer.explain(StoreName.open(name -> openStore(name, partition)), resource);
        } catch (InvalidStateStorePartitionException e) {
            return Optional.empty();
        } catch (InvalidStateStoreException e) {
            throw new ServiceUnavailableException("the stores are being restored; try again", RETRY_SECONDS, e);
        }
    }

    private StateStore openStore(StoreName name, int partition) {
        return new KafkaStateStore(streams.store(StoreQueryParameters.fromNameAndType(
                        name.storeName(), QueryableStoreTypes.<String, byte[]>keyValueStore())
                .withPartition(partition)));
    }
}
