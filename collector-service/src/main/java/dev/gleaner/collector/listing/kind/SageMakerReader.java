package dev.gleaner.collector.listing.kind;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.signal.proto.Inventory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.ListTagsResponse;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * Reads what the listings of SageMaker lack.
 *
 * @param notFound beginning of the text of an answer that a resource does not exist
 */
record SageMakerReader(SageMakerAsyncClient sageMaker, AccessDeniedRecorder denied, String notFound) {

    /** SageMaker reports a missing resource as an invalid request with this code. */
    private static final String INVALID = "ValidationException";

    /** Whether a resource no longer exists. */
    boolean isGone(SdkException failure) {
        return AccessDeniedRecorder.errorCode(failure).equals(INVALID)
                && String.valueOf(failure.getMessage()).startsWith(notFound);
    }

    /** Adds the tags, and the owner by them; that they are unknown if they may not be read. */
    void addTags(Inventory.Builder inventory, String resource, String arn) {
        Optional<Map<String, String>> shown = denied.permitted(resource, "sagemaker:ListTags", () -> {
            List<Tag> all = AwsPaginator.readAll(
                    token -> sageMaker.listTags(
                            request -> request.resourceArn(arn).nextToken(token)),
                    ListTagsResponse::nextToken,
                    ListTagsResponse::tags);
            return SdkValues.tags(all, Tag::key, Tag::value);
        });
        Map<String, String> tags = shown.orElse(Map.of());
        inventory.putAllTags(tags).setTagsUnknown(shown.isEmpty()).setOwner(ResourceController.owner(tags));
    }
}
