package io.github.normalign.onnx;

/** The attention weights of a layer, found in its graph or computed beside it. */
interface AttentionWeights {

    /** Writes what makes a value (B,H,T,S) or (B*H,T,S) of any float type of them; gives the name. */
    String append(LayerNodes nodes);
}
