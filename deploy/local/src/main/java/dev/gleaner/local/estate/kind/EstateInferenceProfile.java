package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An application inference profile of Amazon Bedrock.
 *
 * @param name its name in AWS; unique in the estate
 * @param account twelve digits
 * @param model id of the model that it invokes
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateInferenceProfile(String name, String account, String region, Map<String, String> tags, String model)
        implements EstateResource {

    public EstateInferenceProfile {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }
}
