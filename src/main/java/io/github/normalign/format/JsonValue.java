package io.github.normalign.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.normalign.error.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value of a JSON document and its place there, for messages. What is not as expected is an {@link IllegalArgumentException}
 * that says where, what was found and what was expected.
 *
 * @param path the keys that lead to it, such as {@code source.words[3]}; empty for the whole
 * @param value the value; null where a key is missing
 */
record JsonValue(String path, JsonElement value) {

    /** The value of a key of this object, which may be missing. */
    JsonValue get(String key) {
        if (value instanceof JsonObject object) {
            return new JsonValue(path.isEmpty() ? key : path + "." + key, object.get(key));
        }
        throw unexpected("an object");
    }

    /** This value unless it is null. A key that is missing is an error all the same. */
    Optional<JsonValue> nullable() {
        return value instanceof JsonNull ? Optional.empty() : Optional.of(this);
    }

    /** This value unless the key is missing. */
    Optional<JsonValue> optional() {
        return value == null ? Optional.empty() : Optional.of(this);
    }

    List<JsonValue> array() {
        if (!(value instanceof JsonArray array)) {
            throw unexpected("an array");
        }
        List<JsonValue> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            items.add(new JsonValue(path + "[" + i + "]", array.get(i)));
        }
        return items;
    }

    JsonObject object() {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw unexpected("an object");
    }

    String text() {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw unexpected("a string");
    }

    List<String> texts() {
        return array().stream().map(JsonValue::text).toList();
    }

    /** A finite number. */
    double number() {
        if (value instanceof JsonPrimitive primitive && primitive.isNumber() && Double.isFinite(primitive.getAsDouble())) {
            return primitive.getAsDouble();
        }
        throw unexpected("a number");
    }

    /** A whole number from {@code least} to the greatest int. */
    int count(int least) {
        double number = value instanceof JsonPrimitive primitive && primitive.isNumber() ? primitive.getAsDouble() : Double.NaN;
        if (number == Math.rint(number) && number >= least && number <= Integer.MAX_VALUE) {
            return (int) number;
        }
        throw unexpected("a whole number from " + least);
    }

    IllegalArgumentException unexpected(String expected) {
        String found = value == null ? "missing" : Shown.excerpt(value.toString());
        return new IllegalArgumentException((path.isEmpty() ? "found " : path + " is ") + found + ", expected " + expected);
    }
}
