package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import java.util.function.UnaryOperator;

/** Inference endpoints of SageMaker. */
final class EstateInferenceEndpointKind extends EstateKind<EstateInferenceEndpoint> {

    EstateInferenceEndpointKind() {
        super("inferenceEndpoints", "an inference endpoint", EstateInferenceEndpoint.class);
    }

    @Override
    public boolean runsServices() {
        return true;
    }

    @Override
    public Arn arn(EstateInferenceEndpoint endpoint, String name, UnaryOperator<String> id) {
        return new Arn("aws", "sagemaker", endpoint.region(), endpoint.account(), "endpoint/" + name);
    }
}
