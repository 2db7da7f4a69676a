// Draws all points with one call; throws where there is no WebGL.
class WebGlPoints {
  constructor(canvas, data) {
    const gl = this.gl = canvas.getContext('webgl', { antialias: false, premultipliedAlpha: true });
    if (!gl) throw new Error('no WebGL');
    Object.assign(this, { canvas, data });
    this.program = this.#program(`
      attribute vec2 place; attribute vec4 paint; attribute float shape;
      uniform vec2 centre, scale; uniform mediump float size;
      varying vec4 colour; varying float kind;
      void main() {
        gl_Position = vec4((place - centre) * scale, 0.0, 1.0);
        gl_PointSize = paint.a > 0.0 ? size * 1.4 : 0.0;
        colour = paint; kind = shape;
      }`, `
      precision mediump float;
      uniform float size, opacity;
      varying vec4 colour; varying float kind;
      void main() {
        vec2 p = (gl_PointCoord - 0.5) * 2.8;
        float edge = length(p);
        if (kind > 2.5) edge = (abs(p.x) + abs(p.y)) / 1.25;
        else if (kind > 1.5) edge = max(p.y / 0.75, (abs(p.x) * 1.8 - p.y) / 1.55);
        else if (kind > 0.5) edge = max(abs(p.x), abs(p.y)) / 0.9;
        float alpha = colour.a * opacity * clamp((1.0 - edge) * size * 0.5 + 0.5, 0.0, 1.0);
        if (alpha <= 0.0) discard;
        gl_FragColor = vec4(colour.rgb * alpha, alpha);
      }`);
    const place = new Float32Array(2 * data.count);
    for (let i = 0; i < data.count; i++) {
      // A vertex that is not a number may be drawn anywhere: lost samples stand far outside instead.
      place[2 * i] = data.placed(i) ? data.x[i] : 1e30;
      place[2 * i + 1] = data.placed(i) ? data.y[i] : 1e30;
    }
    this.#attribute('place', 2, gl.FLOAT, false, place);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  // Colours and visibility: a byte each of red, green, blue and whether it is seen.
  paint(column, visible) {
    const { gl, data } = this;
    const paint = new Uint8Array(4 * data.count), shape = new Uint8Array(data.count);
    for (let i = 0; i < data.count; i++) {
      paint.set(data.colour(column, i), 4 * i);
      paint[4 * i + 3] = visible(i) ? 255 : 0;
      shape[i] = data.shape(column, i);
    }
    this.#attribute('paint', 4, gl.UNSIGNED_BYTE, true, paint);
    this.#attribute('shape', 1, gl.UNSIGNED_BYTE, false, shape);
  }

  draw(view, size, opacity) {
    const { gl, canvas, program } = this, dense = devicePixelRatio;
    [canvas.width, canvas.height] = [view.width * dense, view.height * dense];
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(program);
    const at = name => gl.getUniformLocation(program, name);
    gl.uniform2f(at('centre'), view.x, view.y);
    gl.uniform2f(at('scale'), 2 * view.unit / view.width, 2 * view.unit / view.height);
    gl.uniform1f(at('size'), size * dense);
    gl.uniform1f(at('opacity'), opacity);
    gl.drawArrays(gl.POINTS, 0, this.data.count);
  }

  #program(vertex, fragment) {
    const { gl } = this, program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error('the shaders do not link');
    return program;
  }

  #attribute(name, length, type, normalized, values) {
    const { gl } = this, at = gl.getAttribLocation(this.program, name);
    this.buffers ??= {};
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name] ??= gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, length, type, normalized, 0, 0);
  }
}
