package dev.gleaner.service.aws;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.reactivestreams.Publisher;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.utils.BinaryUtils;

/**
 * Fails the reading of a lifecycle configuration with {@link UnknownLifecycleElementException} if it has elements that
 * the SDK does not know. The SDK silently ignores them, and the next PUT would remove them.
 */
public final class UnknownLifecycleElementInterceptor implements ExecutionInterceptor {

    /** The SDK allows an attribute name once per JVM, where several class loaders may load this class. */
    private static final ExecutionAttribute<ByteArrayOutputStream> BYTES =
            new ExecutionAttribute<>("LifecycleBytes-" + UUID.randomUUID());

    @Override
    public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (!(context.request() instanceof GetBucketLifecycleConfigurationRequest)) {
            return context.responsePublisher();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        attributes.putAttribute(BYTES, bytes);
        return context.responsePublisher()
                .map(publisher -> SdkPublisher.adapt(publisher).map(part -> {
                    bytes.writeBytes(BinaryUtils.copyBytesFrom(part));
                    return part;
                }));
    }

    @Override
    public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
        if (context.response() instanceof GetBucketLifecycleConfigurationResponse response) {
            ByteArrayOutputStream bytes = attributes.getAttribute(BYTES);
            requireKnown(parse(bytes == null ? new byte[0] : bytes.toByteArray()), response.sdkFields());
        }
    }

    private static void requireKnown(Element parent, List<SdkField<?>> fields) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                SdkField<?> field = fields.stream()
                        .filter(known -> known.unmarshallLocationName().equals(element.getTagName()))
                        .findFirst()
                        .orElseThrow(() -> UnknownLifecycleElementException.at(
                                element.getTagName() + " in a " + parent.getTagName()));
                requireKnown(element, below(field));
            }
        }
    }

    private static List<SdkField<?>> below(SdkField<?> field) {
        if (field.marshallingType() == MarshallingType.LIST) {
            return below(field.getTrait(ListTrait.class).memberFieldInfo());
        }
        SdkPojo object = field.marshallingType() == MarshallingType.SDK_POJO
                ? field.constructor().get()
                : null;
        return object == null ? List.of() : object.sdkFields();
    }

    private static Element parse(byte[] bytes) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(bytes))
                    .getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw SdkClientException.create("the lifecycle document that S3 showed can't be read", e);
        }
    }
}
