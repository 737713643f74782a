package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;

/** Application inference profiles and models of Amazon Bedrock whose invocations are counted for a service. */
@ApplicationScoped
public class InvokedModelRegistry extends RegionRegistry<InvokedModelRegistry.InvokedModel> {

    /**
     * An application inference profile or a model.
     *
     * @param modelId as CloudWatch names it: the id of the profile, or the id of the model
     */
    public record InvokedModel(Arn arn, String modelId) {}
}
