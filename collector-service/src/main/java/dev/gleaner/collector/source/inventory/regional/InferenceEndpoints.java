package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.fleet.InferenceEndpointRegistry;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.Listing;
import dev.gleaner.collector.source.inventory.Refusals;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Variant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ListEndpointsResponse;

/** Inference endpoints of SageMaker: listed, and then each looked at, as a listing does not tell what runs behind them. */
record InferenceEndpoints(AwsClients aws, SourceMeters meters, InferenceEndpointRegistry known)
        implements RegionalKind {

    /** Most that SageMaker gives at a time. */
    private static final int PAGE = 100;

    @Override
    public String source() {
        return "inventory-endpoints";
    }

    @Override
    public String api() {
        return "sagemaker:ListEndpoints";
    }

    @Override
    public List<Signal> list(Realm realm, Listing listing) {
        List<EndpointSummary> endpoints = Pages.all(
                token -> aws.sageMaker(realm)
                        .listEndpoints(request -> request.maxResults(PAGE).nextToken(token)),
                ListEndpointsResponse::nextToken,
                ListEndpointsResponse::endpoints);
        EndpointReader reader = new EndpointReader(aws.sageMaker(realm), new Refusals(source(), meters));
        List<Signal> signals = endpoints.stream()
                .map(endpoint -> reader.read(listing, endpoint))
                .flatMap(Optional::stream)
                .toList();
        known.replace(
                listing.account(),
                listing.region(),
                signals.stream().map(InferenceEndpoints::endpoint).toList());
        return signals;
    }

    private static InferenceEndpointRegistry.Endpoint endpoint(Signal signal) {
        return new InferenceEndpointRegistry.Endpoint(
                Arn.parse(signal.getResource()),
                signal.getInventory().getVariantsList().stream()
                        .map(Variant::getName)
                        .toList());
    }
}
