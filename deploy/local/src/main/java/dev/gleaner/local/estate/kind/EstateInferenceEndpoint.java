package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An inference endpoint of SageMaker in service, with one variant.
 *
 * @param name its name in AWS; unique in the estate
 * @param account twelve digits
 * @param tags without {@code Name}, which inference endpoints rarely have
 * @param type of its instances, such as {@code ml.m5.xlarge}; absent if it is serverless
 * @param instances their number; 0 if it is serverless
 * @param created the time of its creation
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateInferenceEndpoint(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        @Nullable String type,
        int instances,
        EstateTime created)
        implements EstateResource {

    /** The name of the variant. SageMaker Studio uses the same one. */
    public static final String VARIANT = "AllTraffic";

    /** Inference endpoints that nobody invokes. */
    public static final String IDLE_ENDPOINT = "idle-endpoint";

    /** Inference endpoints with more instances than their load needs. */
    public static final String OVERSIZED_ENDPOINT = "oversized-endpoint";

    public EstateInferenceEndpoint {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        instances = type == null ? 0 : Math.max(1, instances);
    }

    @Override
    public boolean existsAt(Instant time, Instant end) {
        return !time.isBefore(created.resolve(end));
    }
}
