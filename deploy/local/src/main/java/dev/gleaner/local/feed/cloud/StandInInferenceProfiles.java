package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateInferenceProfile;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.Tag;

/** Application inference profiles of Amazon Bedrock. They are created now: nothing depends on their age. */
final class StandInInferenceProfiles implements StandInKind<EstateInferenceProfile> {

    @Override
    public EstateKind<EstateInferenceProfile> kind() {
        return KindRegistry.INFERENCE_PROFILES;
    }

    @Override
    public void create(EstateInferenceProfile profile, StandInResources created) {
        created.seedFor(profile.name());
        String arn = created.clients()
                .client(BedrockClient.class, BedrockClient::builder, profile.region())
                .createInferenceProfile(r -> r.inferenceProfileName(profile.name())
                        .modelSource(source -> source.copyFrom(
                                "arn:aws:bedrock:" + profile.region() + "::foundation-model/" + profile.model()))
                        .tags(profile.tags().entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList()))
                .inferenceProfileArn();
        created.assign(profile.name(), arn.substring(arn.lastIndexOf('/') + 1));
    }
}
