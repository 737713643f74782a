package dev.gleaner.actuator.aws;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The rules of a document as XML, each as text in which only the order of elements of different names is lost. */
public final class WireDocument {

    private WireDocument() {}

    /** All rules, in order. */
    public static List<String> rules(@Nullable String xml) throws Exception {
        List<String> rules = new ArrayList<>();
        if (xml != null) {
            NodeList elements = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getElementsByTagName("Rule");
            for (int i = 0; i < elements.getLength(); i++) {
                rules.add(text((Element) elements.item(i)));
            }
        }
        return rules;
    }

    /** All but ours. */
    public static List<String> foreign(@Nullable String xml) throws Exception {
        return rules(xml).stream().filter(rule -> !rule.contains("ID{gleaner-")).toList();
    }

    private static String text(Element element) {
        List<String> children = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                children.add(text(inner));
            }
        }
        String content = children.isEmpty()
                ? element.getTextContent()
                : children.stream().sorted().collect(Collectors.joining(","));
        return element.getTagName() + "{" + content + "}";
    }
}
