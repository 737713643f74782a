package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.source.inventory.Shown.text;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.Pages;
import dev.gleaner.collector.source.inventory.Controller;
import dev.gleaner.collector.source.inventory.Listing;
import dev.gleaner.collector.source.inventory.Refusals;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ListTagsResponse;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * Reads what SageMaker tells of one endpoint after another: what it runs, by its configuration, and its tags. What we are not
 * allowed to read is absent, and said; whatever else fails throws.
 */
final class EndpointReader {

    private static final String ENDPOINT = "sagemaker:DescribeEndpoint";
    private static final String CONFIGURATION = "sagemaker:DescribeEndpointConfig";
    private static final String TAGS = "sagemaker:ListTags";

    /** SageMaker has no code of its own for what there is not: it calls it an invalid request, and says this. */
    private static final String INVALID = "ValidationException";

    private static final String NOT_FOUND = "Could not find";

    private final SageMakerAsyncClient sageMaker;
    private final Refusals refusals;

    EndpointReader(SageMakerAsyncClient sageMaker, Refusals refusals) {
        this.sageMaker = sageMaker;
        this.refusals = refusals;
    }

    /** The signal of an endpoint that was listed; empty where it is no longer there, which says nothing of it. */
    Optional<Signal> read(Listing listing, EndpointSummary endpoint) {
        try {
            Inventory.Builder inventory = Inventory.newBuilder().setState(text(endpoint.endpointStatusAsString()));
            if (endpoint.creationTime() != null) {
                inventory.setCreated(endpoint.creationTime().toEpochMilli());
            }
            addVariants(inventory, endpoint.endpointName());
            Map<String, String> tags = tags(endpoint);
            inventory.putAllTags(tags).setOwner(Controller.of(tags));
            return Optional.of(listing.signal(Arn.parse(endpoint.endpointArn()), inventory.build()));
        } catch (SdkException e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void addVariants(Inventory.Builder inventory, String name) {
        try {
            DescribeEndpointResponse shown =
                    Answer.of(sageMaker.describeEndpoint(request -> request.endpointName(name)));
            Variants variants = new Variants(shown, configuration(name, text(shown.endpointConfigName())));
            inventory.addAllVariants(variants.all());
        } catch (SdkException e) {
            if (isGone(e)) {
                throw e;
            }
            refusals.take("Endpoint " + name, ENDPOINT, e);
        }
    }

    /** Who deletes a configuration does not stop what runs by it. */
    private Optional<DescribeEndpointConfigResponse> configuration(String endpoint, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Answer.of(sageMaker.describeEndpointConfig(request -> request.endpointConfigName(name))));
        } catch (SdkException e) {
            if (!isGone(e)) {
                refusals.take("Endpoint " + endpoint, CONFIGURATION, e);
            }
            return Optional.empty();
        }
    }

    private Map<String, String> tags(EndpointSummary endpoint) {
        try {
            List<Tag> shown = Pages.all(
                    token -> sageMaker.listTags(request ->
                            request.resourceArn(endpoint.endpointArn()).nextToken(token)),
                    ListTagsResponse::nextToken,
                    ListTagsResponse::tags);
            Map<String, String> tags = new TreeMap<>();
            shown.forEach(tag -> tags.put(tag.key(), text(tag.value())));
            return tags;
        } catch (SdkException e) {
            if (isGone(e)) {
                throw e;
            }
            refusals.take("Endpoint " + endpoint.endpointName(), TAGS, e);
            return Map.of();
        }
    }

    private static boolean isGone(SdkException failure) {
        return Refusals.code(failure).equals(INVALID)
                && String.valueOf(failure.getMessage()).startsWith(NOT_FOUND);
    }
}
