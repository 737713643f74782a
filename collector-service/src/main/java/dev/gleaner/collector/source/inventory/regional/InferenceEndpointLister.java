package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.InferenceEndpointRegistry;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.AccessDeniedRecorder;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Variant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ListEndpointsResponse;

/** Inference endpoints of SageMaker: listed, and then each looked at, as a listing does not tell what runs behind them. */
record InferenceEndpointLister(RateLimitedAwsClients aws, SourceMeters meters, InferenceEndpointRegistry known)
        implements RegionalResourceLister {

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
    public List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        List<EndpointSummary> endpoints = AwsPaginator.readAll(
                token -> aws.sageMaker(awsAccountRegion)
                        .listEndpoints(request -> request.maxResults(PAGE).nextToken(token)),
                ListEndpointsResponse::nextToken,
                ListEndpointsResponse::endpoints);
        SageMakerEndpointReader reader = new SageMakerEndpointReader(
                aws.sageMaker(awsAccountRegion), new AccessDeniedRecorder(source(), meters));
        List<Signal> signals = endpoints.stream()
                .map(endpoint -> reader.read(listing, endpoint))
                .flatMap(Optional::stream)
                .toList();
        known.replace(
                listing.account(),
                listing.region(),
                signals.stream().map(InferenceEndpointLister::endpoint).toList());
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
